package academy.exchange.test.office;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that tests are written for. */
@SpringBootApplication
class OfficeApplication {}
