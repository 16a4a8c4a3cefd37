package academy.samples.docs;

import java.io.File;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles the Java blocks of one page together, so that a block may use the types of another. A block holds types,
 * unless the line above it says {@code <!-- java: statements -->} or {@code <!-- java: members -->}; statements find an
 * {@code exchange} and the {@code id} of an agent. What is compiled is kept nowhere.
 */
final class Snippets {

    /** All on one line, so that the lines of the compiler are those of the block, shifted by one. */
    private static final String IMPORTS =
            "package snippets; import academy.exchange.*; import academy.exchange.agent.*; import java.time.*;"
                    + " import academy.exchange.mailbox.*; import org.springframework.context.event.EventListener; import org.springframework.context.annotation.*;"
                    + " import org.springframework.beans.factory.annotation.Qualifier; import academy.exchange.codec.*; import academy.exchange.memory.*;"
                    + " import academy.exchange.agent.Timer; import java.util.*; import java.util.concurrent.*; import org.springframework.stereotype.*;";

    private Snippets() {}

    /** What the compiler says against these blocks, each with file and line; empty if they compile. */
    static List<String> errors(List<MarkdownFile.Block> blocks) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        StandardJavaFileManager standard = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null);
        List<String> options = List.of("-proc:none", "-parameters", "-classpath", classPath());
        List<Source> sources = blocks.stream().map(Source::new).toList();
        compiler.getTask(null, new Forgetful(standard), diagnostics, options, null, sources)
                .call();
        List<String> errors = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> each : diagnostics.getDiagnostics()) {
            if (each.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(describe(each));
            }
        }
        return errors;
    }

    /** With the contract of backends, whose JAR would bring its logging into the tests of the sample. */
    private static String classPath() {
        return System.getProperty("java.class.path")
                + File.pathSeparator
                + MarkdownFile.root().resolve("exchange-core/target/test-classes");
    }

    private static String describe(Diagnostic<? extends JavaFileObject> diagnostic) {
        String message = diagnostic.getMessage(Locale.ROOT);
        return diagnostic.getSource() instanceof Source source
                ? source.block.file() + ":" + (source.block.firstLine() + diagnostic.getLineNumber() - 2) + ": "
                        + message
                : message;
    }

    private static final class Source extends SimpleJavaFileObject {

        private final MarkdownFile.Block block;

        Source(MarkdownFile.Block block) {
            super(URI.create("string:///snippets/Block" + block.firstLine() + ".java"), Kind.SOURCE);
            this.block = block;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            String outer = "class Block" + block.firstLine() + " { Exchange exchange; AgentId id;";
            return switch (block.before()) {
                case "<!-- java: statements -->" ->
                    IMPORTS + outer + " void run() throws Exception {\n" + block.text() + "} }";
                case "<!-- java: members -->" -> IMPORTS + outer + "\n" + block.text() + "}";
                default -> IMPORTS + "\n" + block.text();
            };
        }
    }

    /** Takes compiled classes and forgets them. */
    private static final class Forgetful extends ForwardingJavaFileManager<JavaFileManager> {

        Forgetful(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(
                    URI.create("mem:///" + className.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return OutputStream.nullOutputStream();
                }
            };
        }
    }
}
