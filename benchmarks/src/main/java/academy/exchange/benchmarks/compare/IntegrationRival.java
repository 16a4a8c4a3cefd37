package academy.exchange.benchmarks.compare;

import java.util.concurrent.CountDownLatch;

import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.handler.AbstractReplyProducingMessageHandler;
import org.springframework.integration.redis.inbound.RedisQueueInboundGateway;
import org.springframework.integration.redis.inbound.RedisQueueMessageDrivenEndpoint;
import org.springframework.integration.redis.outbound.RedisQueueOutboundChannelAdapter;
import org.springframework.integration.redis.outbound.RedisQueueOutboundGateway;
import org.springframework.messaging.Message;
import org.springframework.messaging.core.GenericMessagingTemplate;
import org.springframework.messaging.support.GenericMessage;

import io.lettuce.core.api.StatefulConnection;

/**
 * The queue endpoints of Spring Integration: payloads are bytes, so that nothing is serialized; connections come from a pool,
 * since a blocking pop would otherwise open one each time; timeouts are those that are set from the start.
 */
final class IntegrationRival {

    private static final int CONNECTIONS = 160;

    /** Each answers one question at a time. */
    private static final int GATEWAYS = 16;

    private static final int SENDERS = 4;
    private static final byte[] PAYLOAD = Traffic.bytes(AskThroughput.TEXT);

    private final Bench bench;
    private final GenericApplicationContext context;
    private final RedisConnectionFactory factory;

    private IntegrationRival(Bench bench, GenericApplicationContext context, RedisConnectionFactory factory) {
        this.bench = bench;
        this.context = context;
        this.factory = factory;
    }

    @EnableIntegration
    static class Settings {}

    static IntegrationRival open(Bench bench) {
        LettuceConnectionFactory factory = pooled(bench);
        factory.start();
        bench.closing(factory::destroy);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Settings.class);
        bench.closing(context);
        return new IntegrationRival(bench, context, factory);
    }

    private static LettuceConnectionFactory pooled(Bench bench) {
        GenericObjectPoolConfig<StatefulConnection<?, ?>> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        LettuceConnectionFactory factory = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(
                        bench.redis().host(), bench.redis().port()),
                LettucePoolingClientConfiguration.builder().poolConfig(pool).build());
        factory.afterPropertiesSet();
        return factory;
    }

    Rounds.Side<Double> asking(int count) {
        DirectChannel requests = new DirectChannel();
        var unused = requests.subscribe(bean("echo", new EchoHandler()));
        for (int i = 0; i < GATEWAYS; i++) {
            RedisQueueInboundGateway gateway = new RedisQueueInboundGateway("integration-asks", factory);
            gateway.setSerializer(RedisSerializer.byteArray());
            gateway.setRequestChannel(requests);
            bean("inbound-" + i, gateway).start();
            bench.closing(gateway::stop);
        }
        RedisQueueOutboundGateway outbound = new RedisQueueOutboundGateway("integration-asks", factory);
        outbound.setSerializer(RedisSerializer.byteArray());
        DirectChannel questions = new DirectChannel();
        unused = questions.subscribe(bean("outbound", outbound));
        GenericMessagingTemplate template = new GenericMessagingTemplate();
        template.setBeanFactory(context);
        return () -> AskThroughput.rate(count, i -> {
            Message<?> answer = template.sendAndReceive(questions, new GenericMessage<>(PAYLOAD));
            if (answer == null || ((byte[]) answer.getPayload()).length != PAYLOAD.length) {
                throw new IllegalStateException("There was no echo");
            }
        });
    }

    private static final class EchoHandler extends AbstractReplyProducingMessageHandler {

        @Override
        protected Object handleRequestMessage(Message<?> request) {
            return request.getPayload();
        }
    }

    Rounds.Side<Double> queueing(int count) {
        Arrival arrival = new Arrival();
        DirectChannel taken = new DirectChannel();
        boolean unused = taken.subscribe(message -> arrival.latch.countDown());
        RedisQueueMessageDrivenEndpoint endpoint = new RedisQueueMessageDrivenEndpoint("integration-queue", factory);
        endpoint.setSerializer(RedisSerializer.byteArray());
        endpoint.setOutputChannel(taken);
        endpoint.setTaskExecutor(new SimpleAsyncTaskExecutor("integration-"));
        RedisQueueOutboundChannelAdapter adapter =
                bean("adapter", new RedisQueueOutboundChannelAdapter("integration-queue", factory));
        bean("endpoint", endpoint).start();
        bench.closing(endpoint::stop);
        return () -> {
            arrival.latch = new CountDownLatch(count);
            return QueueThroughput.rate(
                    count,
                    () -> Crew.share(SENDERS, count, i -> adapter.handleMessage(new GenericMessage<>(PAYLOAD))),
                    () -> arrival.latch.await());
        };
    }

    private static final class Arrival {

        private volatile CountDownLatch latch = new CountDownLatch(0);
    }

    @SuppressWarnings("unchecked")
    private <T> T bean(String name, T object) {
        context.getBeanFactory().registerSingleton(name, object);
        return (T) context.getBeanFactory().initializeBean(object, name);
    }
}
