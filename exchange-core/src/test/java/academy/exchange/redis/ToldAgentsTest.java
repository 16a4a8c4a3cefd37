package academy.exchange.redis;

/** Agents that are told of what they are asked. */
class ToldAgentsTest extends RedisAgentsTest {

    @Override
    int dedicatedReaders() {
        return 0;
    }
}
