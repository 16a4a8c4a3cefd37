package academy.exchange.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Starts the application for {@link ExchangeTest}. */
final class ExchangeTestContextBootstrapper extends TestSliceTestContextBootstrapper<ExchangeTest> {

    /** By default the name of this class, which would pass for an unknown property of the exchange. */
    @Override
    protected String getDifferentiatorPropertySourceProperty() {
        return ExchangeTest.class.getSimpleName() + "=true";
    }
}
