/** Holds the documentation to what it says; {@code DocumentationTest} is the door. */
@NullMarked
package academy.samples.docs;

import org.jspecify.annotations.NullMarked;
