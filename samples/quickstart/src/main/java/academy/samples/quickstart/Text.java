package academy.samples.quickstart;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.boot.ApplicationArguments;

/** A text by its name and its lines. */
record Text(String name, List<String> lines) {

    private static final String README = "README.md";

    /**
     * The file that {@code --input} names; without it the project's README, and where there is none the copy that was
     * packed with the program.
     *
     * @throws IOException if it cannot be read; the message says why
     */
    static Text from(ApplicationArguments arguments) throws IOException {
        List<String> input = arguments.getOptionValues("input");
        if (input == null) {
            Optional<Path> readme = readme();
            return readme.isPresent() ? read(readme.get()) : packed();
        }
        if (input.isEmpty()) {
            throw new IOException("--input needs a file: --input=FILE");
        }
        return read(Path.of(input.get(0)));
    }

    /** In the working directory, or two above it when that is the directory of this sample. */
    private static Optional<Path> readme() {
        return Stream.of(Path.of(README), Path.of("..", "..", README))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static Text read(Path file) throws IOException {
        try {
            return new Text(file.toString(), Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file.toAbsolutePath(), e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not a text in UTF-8", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Text packed() throws IOException {
        try (InputStream content = Text.class.getResourceAsStream(README)) {
            if (content == null) {
                throw new FileNotFoundException("no " + README + " was packed; say what to read with --input=FILE");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
            return new Text(README, reader.lines().toList());
        }
    }
}
