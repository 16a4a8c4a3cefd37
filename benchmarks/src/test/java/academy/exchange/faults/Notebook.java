package academy.exchange.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntConsumer;

/** Numbers in a file of one process. What was noted stays noted when the process is killed. */
final class Notebook implements AutoCloseable {

    private final FileChannel file;

    private Notebook(FileChannel file) {
        this.file = file;
    }

    static Notebook open(Path path) {
        try {
            return new Notebook(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has no buffer: the operating system has them when this returns. */
    void note(int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES);
        bytes.asIntBuffer().put(numbers);
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was noted there, by whomever; no file is an empty one. */
    static void read(Path path, IntConsumer note) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.exists(path) ? Files.readAllBytes(path) : new byte[0]);
            while (bytes.remaining() >= Integer.BYTES) {
                note.accept(bytes.getInt());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
