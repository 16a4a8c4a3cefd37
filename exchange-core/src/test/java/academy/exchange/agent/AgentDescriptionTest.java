package academy.exchange.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.databind.json.JsonMapper;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Arguments;
import academy.exchange.Message;
import academy.exchange.mailbox.MailboxContainer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class AgentDescriptionTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void agentDescribesItself() throws Exception {
        try (Application application = Application.run(Agents.class)) {
            AgentId id = application.agent("kitchen");

            Map<String, Object> described = describe(application, id);

            assertThat(described)
                    .containsEntry("id", id.uid().toString())
                    .containsEntry("name", "kitchen")
                    .containsEntry("answers_others", false);
            assertThat(described.get("types"))
                    .isEqualTo(AgentRegistration.of(Kitchen.class)
                            .withName("kitchen")
                            .typeNames());
            assertThat(JSON.readTree(JSON.writeValueAsString(described.get("actions"))))
                    .isEqualTo(
                            JSON.readTree(
                                    """
                            [{"name": "boil", "description": "Boils what is given.",
                              "parameters": {"type": "object", "properties": {
                                  "dish": {"type": "object", "title": "Dish", "properties": {
                                      "name": {"type": "string"},
                                      "size": {"type": "string", "enum": ["SMALL", "LARGE"]},
                                      "sides": {"type": "array", "items": {"type": "object", "title": "Dish"}}},
                                    "description": "What to boil"},
                                  "minutes": {"type": "integer", "default": 3},
                                  "salt": {"type": "boolean"}},
                                "required": ["dish"], "additionalProperties": false},
                              "result": {"type": "array", "items": {"type": "number"}}},
                             {"name": "rest", "description": "",
                              "parameters": {"type": "object", "properties": {}, "required": [],
                                "additionalProperties": true},
                              "result": {"type": "null"}},
                             {"name": "visit", "description": "",
                              "parameters": {"type": "object", "properties": {
                                  "guest": {"type": "object", "title": "AgentId", "properties": {
                                      "uid": {"type": "string", "format": "uuid"},
                                      "name": {"type": ["string", "null"]},
                                      "role": {"enum": ["agent", "user"]}}, "required": ["uid"]}},
                                "required": ["guest"], "additionalProperties": false},
                              "result": {"type": "string"}}]
                            """));
        }
    }

    @Test
    void registrarKnowsTheDescriptionOfItsContainers() throws Exception {
        try (Application application = Application.run(Agents.class)) {
            MailboxContainer container = application.container("kitchen");
            AgentId id = application.agent("kitchen");

            Optional<AgentDescription> described =
                    application.bean(AgentRegistrar.class).describe(container);

            assertThat(JSON.valueToTree(described.orElseThrow().toMap(id)).toString())
                    .isEqualTo(JSON.valueToTree(describe(application, id)).toString());
            application.bean(AgentRegistrar.class).remove("kitchen");
            assertThat(application.bean(AgentRegistrar.class).describe(stranger()))
                    .isEmpty();
        }
    }

    private static MailboxContainer stranger() {
        return new MailboxContainer(
                "kitchen",
                () -> {
                    throw new IllegalStateException("not to be started");
                },
                message -> {},
                AgentOptions.defaults().container());
    }

    @Test
    void fallbackIsNotAskedToDescribe() throws Exception {
        try (Application application = Application.run(Agents.class)) {
            Map<String, Object> described = describe(application, application.agent("switchboard"));
            assertThat(described).containsEntry("answers_others", true).containsEntry("actions", List.of());
        }
    }

    @Test
    void listeningMethodIsNotAskedToDescribe() throws Exception {
        try (Application application = Application.run(Agents.class)) {
            Map<String, Object> described = describe(application, application.agent("audit"));
            assertThat(described).containsEntry("name", "audit").containsEntry("answers_others", true);
            assertThat(application.bean(Audit.class).heard).isZero();
        }
    }

    @Test
    void actionOfTheAgentsOwnGoesFirst() throws Exception {
        try (Application application = Application.run(Agents.class)) {
            assertThat(application.handle("humble").call("agent_describe", String.class, Application.PATIENCE))
                    .isEqualTo("nothing special");
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> describe(Application application, AgentId id) throws InterruptedException {
        return requireNonNull(
                application.exchange().getHandle(id).call(AgentDescription.ACTION, Map.class, Application.PATIENCE));
    }

    enum Size {
        SMALL,
        LARGE
    }

    record Dish(String name, Size size, List<Dish> sides) {}

    interface Boiler {
        CompletableFuture<List<Double>> boil(
                @Param(description = "What to boil") Dish dish, int minutes, Optional<Boolean> salt);
    }

    @AgentMailbox("kitchen")
    static class Kitchen implements Boiler {

        @Override
        @Action(description = "Boils what is given.")
        public CompletableFuture<List<Double>> boil(
                Dish dish, @Param(defaultValue = "3") int minutes, Optional<Boolean> salt) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Action
        void rest(Arguments any) {}

        @Action
        String visit(AgentHandle guest, ActionContext context) {
            return guest + " at " + context;
        }
    }

    @AgentMailbox("switchboard")
    static class Switchboard {

        @Action(fallback = true)
        String any(String name) {
            return name;
        }
    }

    static class Audit {

        private volatile int heard;

        @AgentMailbox("audit")
        void on(Message message) {
            heard = message.body() == null ? 0 : 1;
        }
    }

    @AgentMailbox("humble")
    static class Humble {

        @Action("agent_describe")
        String describe() {
            return "nothing special";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Agents {

        @Bean
        Kitchen kitchen() {
            return new Kitchen();
        }

        @Bean
        Switchboard switchboard() {
            return new Switchboard();
        }

        @Bean
        Audit audit() {
            return new Audit();
        }

        @Bean
        Humble humble() {
            return new Humble();
        }
    }
}
