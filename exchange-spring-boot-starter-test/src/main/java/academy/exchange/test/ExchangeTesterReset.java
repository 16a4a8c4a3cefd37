package academy.exchange.test;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/** Begins each test method without what the one before has left; Spring finds this by {@code META-INF/spring.factories}. */
final class ExchangeTesterReset extends AbstractTestExecutionListener {

    @Override
    public void beforeTestMethod(TestContext test) {
        reset(test);
    }

    @Override
    public void afterTestMethod(TestContext test) {
        reset(test);
    }

    private static void reset(TestContext test) {
        if (test.hasApplicationContext()) {
            ApplicationContext context = test.getApplicationContext();
            context.getBeanProvider(ExchangeTester.class).ifAvailable(ExchangeTester::reset);
        }
    }
}
