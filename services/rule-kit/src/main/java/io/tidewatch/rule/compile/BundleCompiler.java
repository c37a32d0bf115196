package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Checks and compiles rule bundles. Thread-safe. Compiling takes seconds the first time in a JVM: keep it off the request
 * path. Each bundle is compiled in a thread of its own and abandoned after a time limit.
 */
public final class BundleCompiler {
    private final Duration limit;

    /** A compiler with a time limit of two minutes per bundle. */
    public BundleCompiler() {
        this(Duration.ofMinutes(2));
    }

    /** A compiler with a time limit of its own. */
    public BundleCompiler(Duration limit) {
        this.limit = limit;
    }

    /**
     * Compiles a bundle. Nothing of it runs before every check has passed.
     *
     * @throws BundleRefusedException with every problem found, by file and line
     */
    public CompiledBundle compile(RuleBundle bundle) {
        CompletableFuture<CompiledBundle> result = new CompletableFuture<>();
        Thread worker = Thread.ofPlatform().name("rule-compiler").daemon().unstarted(() -> {
            try {
                CompiledBundle compiled = new Compilation(bundle).compile();
                if (!result.complete(compiled)) {
                    compiled.dispose();
                }
            } catch (Throwable failed) {
                result.completeExceptionally(failed);
            }
        });
        worker.start();
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            result.cancel(false);
            worker.interrupt();
            throw refused("Compiling took longer than " + limit.toSeconds() + " seconds and was stopped.");
        } catch (InterruptedException interrupted) {
            result.cancel(false);
            worker.interrupt();
            Thread.currentThread().interrupt();
            throw refused("Compiling was interrupted.");
        } catch (ExecutionException failed) {
            return rethrown(failed.getCause());
        }
    }

    private static CompiledBundle rethrown(Throwable cause) {
        if (cause instanceof BundleRefusedException refused) {
            throw refused;
        }
        if (cause instanceof StackOverflowError) {
            throw refused("A file is nested too deeply to be read.");
        }
        if (cause instanceof VirtualMachineError) {
            throw new CompletionException(cause);
        }
        // Trying again would fail in the same way.
        throw refused(
                "The compiler failed. This is a mistake of Tidewatch, not of the rules; please report it with these"
                        + " files and these words: " + shortly(cause) + ".");
    }

    private static String shortly(Throwable cause) {
        return cause.getClass().getSimpleName()
                + Arrays.stream(cause.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith("io.tidewatch"))
                        .findFirst()
                        .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                        .orElse("");
    }

    private static BundleRefusedException refused(String sentence) {
        return new BundleRefusedException(List.of(new FileProblem("bundle", 0, sentence, null)));
    }
}
