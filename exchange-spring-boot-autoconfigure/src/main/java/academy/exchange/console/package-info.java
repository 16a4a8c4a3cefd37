/**
 * A page of a web application that shows the agents of an exchange to people.
 * {@link academy.exchange.console.ConsoleAutoConfiguration} is its door; the page asks for its data as JSON and writes nothing.
 */
@NullMarked
package academy.exchange.console;

import org.jspecify.annotations.NullMarked;
