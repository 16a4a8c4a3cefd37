package academy.exchange.redis;

/** What becomes of an exchange that is told of messages when the Sentinels make another server the master. */
class ToldSentinelTest extends RedisSentinelTest {

    @Override
    int dedicatedReaders() {
        return 0;
    }
}
