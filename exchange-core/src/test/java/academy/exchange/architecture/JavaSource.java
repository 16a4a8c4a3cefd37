package academy.exchange.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

/**
 * What stands in one source file, as the compiler's parser sees it. It covers every module, the ones that are built after
 * this one as well, and does not stumble over comments and texts.
 *
 * @param file relative to the project
 * @param types the simple names of all types in it, nested ones included
 * @param methods its methods and constructors
 * @param members every {@code owner.member} or {@code Owner::member} in it, imports included
 */
record JavaSource(Path file, List<String> types, List<Method> methods, List<Member> members) {

    /**
     * A method or constructor. The canonical constructor of a record is one as well, written out or not.
     *
     * @param isPublic whether it says so, or need not say so in an interface or as a record's components
     * @param lines how many it has, from its first modifier to its closing brace
     * @param parameters each as {@code type name}
     */
    record Method(String name, boolean isPublic, int line, int lines, List<String> parameters) {}

    /**
     * A member that is selected by its owner's name.
     *
     * @param name the last two words, joined by a dot
     */
    record Member(String name, int line) {}

    static List<JavaSource> all(String sourceSet) {
        return SourceTree.javaFiles(sourceSet).stream().map(JavaSource::parse).toList();
    }

    boolean isLibrary() {
        return SourceTree.separated(file).startsWith("exchange-");
    }

    /** For messages. */
    String at(int line) {
        return SourceTree.separated(file) + ":" + line;
    }

    private static JavaSource parse(Path file) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, null, null, files.getJavaFileObjects(SourceTree.ROOT.resolve(file)));
            JavaSource source = new JavaSource(file, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (CompilationUnitTree unit : task.parse()) {
                source.new Reader(unit, Trees.instance(task)).scan(unit, null);
            }
            return source;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Reader extends TreeScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final Trees trees;
        private boolean inInterface;

        Reader(CompilationUnitTree unit, Trees trees) {
            this.unit = unit;
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            types.add(type.getSimpleName().toString());
            if (type.getKind() == Tree.Kind.RECORD) {
                List<String> components = type.getMembers().stream()
                        .filter(VariableTree.class::isInstance)
                        .map(VariableTree.class::cast)
                        .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
                        .map(Reader::parameter)
                        .toList();
                methods.add(new Method(type.getSimpleName().toString(), true, line(type), 1, components));
            }
            boolean outer = inInterface;
            inInterface = type.getKind() == Tree.Kind.INTERFACE;
            super.visitClass(type, null);
            inInterface = outer;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            Set<Modifier> flags = method.getModifiers().getFlags();
            boolean isPublic = flags.contains(Modifier.PUBLIC) || (inInterface && !flags.contains(Modifier.PRIVATE));
            int lines = lastLine(method) - line(method) + 1;
            List<String> parameters =
                    method.getParameters().stream().map(Reader::parameter).toList();
            methods.add(new Method(method.getName().toString(), isPublic, line(method), lines, parameters));
            return super.visitMethod(method, null);
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree select, Void nothing) {
            add(select, select.getExpression(), select.getIdentifier().toString());
            return super.visitMemberSelect(select, null);
        }

        @Override
        public Void visitMemberReference(MemberReferenceTree reference, Void nothing) {
            add(
                    reference,
                    reference.getQualifierExpression(),
                    reference.getName().toString());
            return super.visitMemberReference(reference, null);
        }

        private void add(Tree tree, Tree owner, String member) {
            String text = owner.toString();
            members.add(new Member(text.substring(text.lastIndexOf('.') + 1) + "." + member, line(tree)));
        }

        private static String parameter(VariableTree parameter) {
            return parameter.getType() + " " + parameter.getName();
        }

        private int line(Tree tree) {
            long start = trees.getSourcePositions().getStartPosition(unit, tree);
            return (int) unit.getLineMap().getLineNumber(start);
        }

        private int lastLine(Tree tree) {
            long end = trees.getSourcePositions().getEndPosition(unit, tree);
            return (int) unit.getLineMap().getLineNumber(end);
        }
    }
}
