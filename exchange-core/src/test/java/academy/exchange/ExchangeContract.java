package academy.exchange;

import org.junit.jupiter.api.Timeout;

/**
 * What every exchange does, whatever it keeps its mailboxes in. To check a backend, extend this class, implement the
 * three methods of {@link ExchangeFixture}, make a fresh exchange on an empty store before each test and close it
 * afterwards:
 *
 * <pre>{@code
 * class MyExchangeTest extends ExchangeContract {
 *     private final MyExchange exchange = new MyExchange(…);
 *
 *     @AfterEach
 *     void close() {
 *         exchange.close();
 *     }
 *
 *     @Override
 *     public Exchange exchange() {
 *         return exchange;
 *     }
 *     …
 * }
 * }</pre>
 *
 * <p>The behaviours are grouped by subject in interfaces, not in nested classes: build tools report an inherited nested
 * test under the name of the class that declares it, and which backend failed would be lost.
 */
@Timeout(60)
public abstract class ExchangeContract
        implements RegistrationContract,
                DeliveryContract,
                RetryContract,
                StatsContract,
                WithdrawalContract,
                ReceivingContract,
                UrgentContract,
                AtLeastOnceContract,
                AttemptsContract,
                SettlingContract,
                SettlingConcurrentlyContract,
                DeadLetterContract,
                UpkeepContract,
                WaitingContract,
                TerminationContract,
                DiscoveryContract,
                HeartbeatContract,
                UnreadableMessageContract,
                ConcurrencyContract,
                ClosingContract {}
