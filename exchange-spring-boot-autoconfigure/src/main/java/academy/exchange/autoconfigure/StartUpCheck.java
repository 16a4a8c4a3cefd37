package academy.exchange.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.StringUtils;

import academy.exchange.redis.RedisExchangeBuilder;

/** Looks at the server before the exchange works with it. What it cannot find out does not hold up the application. */
final class StartUpCheck {

    private static final Logger log = LoggerFactory.getLogger(StartUpCheck.class);

    private static final Pattern VERSION = Pattern.compile("^(\\d+)\\.(\\d+)");

    private final String keyPrefix;
    private final RedisExchangeBuilder.Server redis;
    private final String server;
    private final String user;

    StartUpCheck(String keyPrefix, RedisExchangeBuilder.Server redis) {
        this.keyPrefix = keyPrefix;
        this.redis = redis;
        this.server = StringUtils.capitalize(redis.name());
        this.user = redis.login();
    }

    /**
     * @throws UnfitServerException if the server is not fit, and the application must not start then
     */
    static void run(ExchangeRedisProperties properties, RedisExchangeBuilder.Server redis) {
        if (properties.startUpCheck() != CheckMode.OFF) {
            new StartUpCheck(properties.keyPrefix(), redis).run(properties.startUpCheck());
        }
    }

    private void run(CheckMode mode) {
        ServerFacts facts = facts(redis.connections());
        if (facts == null) {
            return;
        }
        List<Finding> findings = findings(facts);
        List<Finding> lasting = findings.stream()
                .filter(finding -> mode == CheckMode.FAIL && finding.gravity() == Finding.Gravity.LASTING)
                .toList();
        findings.stream()
                .filter(finding -> !lasting.contains(finding))
                .forEach(finding -> log.warn("{}. {}", finding.problem(), finding.action()));
        if (!lasting.isEmpty()) {
            throw new UnfitServerException(lasting);
        }
    }

    private @Nullable ServerFacts facts(RedisConnectionFactory factory) {
        try (RedisConnection connection = factory.getConnection()) {
            return ServerProbe.facts(connection, keyPrefix);
        } catch (RuntimeException e) {
            log.warn("{} could not be looked at; whether it is fit for an exchange is not known", server, e);
            return null;
        }
    }

    List<Finding> findings(ServerFacts facts) {
        List<Finding> findings = new ArrayList<>();
        facts.versions().stream()
                .filter(StartUpCheck::isTooOld)
                .findFirst()
                .ifPresent(version -> findings.add(old(version)));
        if (!facts.unknownCommands().isEmpty()) {
            findings.add(poor(facts.unknownCommands()));
        }
        facts.evictionPolicies().stream()
                .filter(policy -> !policy.equals("noeviction"))
                .findFirst()
                .ifPresent(policy -> findings.add(evicting(policy)));
        if (facts.evictionPolicies().isEmpty()) {
            findings.add(unknownPolicy());
        }
        if (!facts.missingCommands().isEmpty()) {
            findings.add(forbidden(facts.missingCommands()));
        }
        if (facts.partOfCluster()) {
            findings.add(clustered());
        }
        facts.refusedKey().ifPresent(reason -> findings.add(forbiddenKeys(reason)));
        facts.refusedWrite().ifPresent(reason -> findings.add(readOnly(reason)));
        return findings;
    }

    private static boolean isTooOld(String version) {
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.find()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        return major < 6 || (major == 6 && Integer.parseInt(numbers.group(2)) < 2);
    }

    private Finding old(String version) {
        return new Finding(
                server + " is of version " + version + "; the exchange needs 6.2 or newer",
                "Use a newer Redis, or Valkey.",
                Finding.Gravity.LASTING);
    }

    private Finding poor(List<String> commands) {
        return new Finding(
                server + " does not know: " + String.join(", ", commands)
                        + "; the exchange needs all commands of Redis 6.2",
                commands.contains("eval")
                        ? "If it is a Sentinel, name it in academy.exchange.redis.sentinel.nodes. Otherwise use a newer Redis,"
                                + " or Valkey."
                        : "Use a newer Redis, or Valkey, and let it keep the names of its commands (rename-command).",
                Finding.Gravity.LASTING);
    }

    private Finding clustered() {
        return new Finding(
                server + " is a server of a Redis Cluster, and was to be used as one that is alone",
                "Name it in academy.exchange.redis.cluster.nodes instead of academy.exchange.redis.host and"
                        + " academy.exchange.redis.port; the same holds under spring.data.redis if the application's Redis is"
                        + " meant.",
                Finding.Gravity.LASTING);
    }

    private Finding evicting(String policy) {
        return new Finding(
                server + " has the maxmemory-policy " + policy + ", by which it deletes messages when memory is short",
                "Set maxmemory-policy noeviction in its configuration (CONFIG SET maxmemory-policy noeviction until it is"
                        + " started anew), or name another server under academy.exchange.redis.",
                Finding.Gravity.LASTING);
    }

    private Finding unknownPolicy() {
        return new Finding(
                server + " does not tell its maxmemory-policy to the login \"" + user
                        + "\"; unless that is noeviction, messages may be deleted when memory is short",
                "Look it up there, or let the login see it: " + LeastRights.addition(user, LeastRights.TO_LOOK) + ".",
                Finding.Gravity.PASSING);
    }

    private Finding forbidden(List<String> commands) {
        return new Finding(
                server + " does not allow the login \"" + user + "\" to run: " + String.join(", ", commands),
                "Add what is missing: " + LeastRights.addition(user, commands) + System.lineSeparator()
                        + "All that a login needs: " + LeastRights.rule(user, keyPrefix, redis.cluster()),
                Finding.Gravity.LASTING);
    }

    private Finding forbiddenKeys(String reason) {
        return new Finding(
                server + " does not allow the login \"" + user + "\" to use the exchange's keys: " + reason,
                "Add what is missing: ACL SETUSER " + user + " " + LeastRights.keys(keyPrefix),
                Finding.Gravity.LASTING);
    }

    private Finding readOnly(String reason) {
        boolean stays = reason.contains("READONLY") && !redis.masterSought();
        return new Finding(
                server + " does not take changes: " + reason,
                stays
                        ? "Name the master instead of a replica; or its Sentinels, academy.exchange.redis.sentinel.nodes and"
                                + " academy.exchange.redis.sentinel.master; or all of them, master and replicas,"
                                + " academy.exchange.redis.masterreplica.nodes."
                        : "Nothing is sent until it does.",
                stays ? Finding.Gravity.LASTING : Finding.Gravity.PASSING);
    }
}
