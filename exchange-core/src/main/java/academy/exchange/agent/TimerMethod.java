package academy.exchange.agent;

/**
 * A method that runs again and again.
 *
 * @param schedule when it does
 */
record TimerMethod(BackgroundMethod method, TimerSchedule schedule) {}
