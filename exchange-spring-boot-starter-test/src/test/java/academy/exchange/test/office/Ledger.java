package academy.exchange.test.office;

import org.springframework.stereotype.Component;

/** A component without any agent, which takes a database in real life. */
@Component
class Ledger {}
