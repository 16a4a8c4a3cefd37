package academy.exchange;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ResultTypeTest {

    private static final class Strings extends ResultType<List<String>> {}

    private static class Between<T> extends ResultType<T> {}

    @Test
    void anonymousClassTellsTheTypeItNames() {
        ResultType<List<String>> type = new ResultType<>() {};

        assertThat(type).hasToString("java.util.List<java.lang.String>").isEqualTo(new Strings());
        assertThat(type).hasSameHashCodeAs(new Strings()).isNotEqualTo(new ResultType<List<Integer>>() {});
    }

    @Test
    void classTellsItself() {
        assertThat(ResultType.of(String.class).type()).isEqualTo(String.class);
        assertThat(ResultType.of(String.class)).isEqualTo(new ResultType<String>() {});
    }

    @Test
    void typeThatIsNotWrittenOutIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(ResultTypeTest::<String>open)
                .withMessageContaining("write it");
        assertThatIllegalArgumentException().isThrownBy(() -> new Between<String>());
        assertThatIllegalArgumentException().isThrownBy(() -> new Between<String>() {});
    }

    private static <T> ResultType<T> open() {
        return new ResultType<>() {};
    }
}
