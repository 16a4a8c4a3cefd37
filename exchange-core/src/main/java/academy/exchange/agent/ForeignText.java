package academy.exchange.agent;

/** Makes text that came from elsewhere fit for log lines and error messages. */
final class ForeignText {

    private static final int MAX_LENGTH = 200;

    private ForeignText() {}

    /** The text in double quotes, without control characters and cut where it becomes unreadably long. */
    static String quote(String text) {
        String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
        return '"' + cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?") + '"';
    }
}
