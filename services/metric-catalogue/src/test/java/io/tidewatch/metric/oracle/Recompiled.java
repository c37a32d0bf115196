package io.tidewatch.metric.oracle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** An evaluator that is compiled from changed sources in memory, in a class loader of its own. */
final class Recompiled extends ClassLoader {
    private static final String PACKAGE = "io.tidewatch.metric.evaluation.";
    private static final String ADAPTER = EvaluatorEvaluates.class.getName();

    private final Map<String, byte[]> classes;

    private Recompiled(Map<String, byte[]> classes) {
        super(Recompiled.class.getClassLoader());
        this.classes = classes;
    }

    /**
     * The evaluator of these sources, as the comparison sees it.
     *
     * @param sources as {@link Mutation#sources} gives them
     * @param language what it evaluates
     */
    static Evaluates evaluator(Map<String, String> sources, io.tidewatch.metric.language.CheckedLanguage language)
            throws Exception {
        Class<?> adapter = new Recompiled(compiled(sources)).loadClass(ADAPTER);
        return (Evaluates) adapter.getConstructor(language.getClass()).newInstance(language);
    }

    private static Map<String, byte[]> compiled(Map<String, String> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        Map<String, ByteArrayOutputStream> output = new HashMap<>();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((file, text) -> units.add(
                new SimpleJavaFileObject(
                        URI.create("memory:///" + PACKAGE.replace('.', '/') + file), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                }));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(problems, null, null);
                JavaFileManager manager = inMemory(standard, output)) {
            List<String> options = List.of("-proc:none", "-nowarn", "-classpath", classPath);
            if (!compiler.getTask(null, manager, problems, options, null, units).call()) {
                throw new IllegalStateException(problems.getDiagnostics().toString());
            }
        }
        Map<String, byte[]> classes = new HashMap<>();
        output.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    private static JavaFileManager inMemory(
            StandardJavaFileManager standard, Map<String, ByteArrayOutputStream> output) {
        return new ForwardingJavaFileManager<>(standard) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + name + ".class"), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return output.computeIfAbsent(name, none -> new ByteArrayOutputStream());
                    }
                };
            }
        };
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean own = name.startsWith(PACKAGE) || name.equals(ADAPTER) || name.startsWith(ADAPTER + "$");
        if (!own) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                bytes = in.readAllBytes();
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
