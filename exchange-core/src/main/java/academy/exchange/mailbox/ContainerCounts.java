package academy.exchange.mailbox;

/**
 * What a container has counted since it was made, over all its runs. Numbers of one moment, not necessarily of the same.
 *
 * @param received messages that were given to the handler, again after a failed attempt included
 * @param handled those of them that it did not throw at, whatever it answered
 * @param failed those that it threw at
 */
public record ContainerCounts(long received, long handled, long failed) {}
