package academy.exchange.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;

/**
 * What a JVM needs so that its host's clock seems to be wrong: a {@link Clock} of its own, the same as the JDK's but for the
 * moment it tells. Everything that asks for an instant gets it from there.
 */
final class ShiftedClock {

    private static final String CLOCK = "java/time/Clock.class";
    private static final String INSTANT = "java/time/Instant";

    private ShiftedClock() {}

    /** The options of a JVM whose clock is ahead by this time, or behind if it is negative. */
    static String[] jvmOptions(Duration ahead) throws IOException {
        Path classes = Path.of("target", "clock-" + ahead.toSeconds()).toAbsolutePath();
        Path shifted = classes.resolve(CLOCK);
        Files.createDirectories(Objects.requireNonNull(shifted.getParent()));
        Files.write(shifted, shifted(ahead));
        return new String[] {"--patch-module", "java.base=" + classes};
    }

    private static byte[] shifted(Duration ahead) throws IOException {
        try (InputStream original = Objects.requireNonNull(Object.class.getResourceAsStream("/" + CLOCK))) {
            ClassReader reader = new ClassReader(original);
            ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(new Shifting(writer, ahead), 0);
            return writer.toByteArray();
        }
    }

    /** The one method that all clocks of the system ask. */
    private static final class Shifting extends ClassVisitor {

        private final Duration ahead;

        Shifting(ClassVisitor next, Duration ahead) {
            super(SpringAsmInfo.ASM_VERSION, next);
            this.ahead = ahead;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            return name.equals("currentInstant") ? new ShiftedResult(next, ahead) : next;
        }
    }

    private static final class ShiftedResult extends MethodVisitor {

        private final Duration ahead;

        ShiftedResult(MethodVisitor next, Duration ahead) {
            super(SpringAsmInfo.ASM_VERSION, next);
            this.ahead = ahead;
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.ARETURN) {
                super.visitLdcInsn(ahead.toSeconds());
                super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, INSTANT, "plusSeconds", "(J)L" + INSTANT + ";", false);
            }
            super.visitInsn(opcode);
        }
    }
}
