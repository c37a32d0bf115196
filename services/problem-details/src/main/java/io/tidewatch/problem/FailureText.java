package io.tidewatch.problem;

import java.util.ArrayList;
import java.util.List;

/**
 * A failure and its causes in one line. The cause is often the only thing that helps: "Failed to create SSL connection" does
 * not name the certificate, "unable to find valid certification path" does.
 */
public final class FailureText {

    private static final int MOST_CAUSES = 10;

    private FailureText() {}

    /**
     * The failure with its type, followed by each cause that says something new. If another system's certificate is not accepted,
     * the reason and the remedy follow in plain words.
     */
    public static String of(Throwable failure) {
        List<String> said = new ArrayList<>();
        Throwable cause = failure;
        // Bounded, because causes may form a circle.
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            String text = oneLine(cause);
            if (said.stream().noneMatch(before -> before.contains(text))) {
                said.add(text);
            }
            cause = cause.getCause();
        }
        String text = String.join(", caused by ", said);
        return CertificateFault.in(failure)
                .map(fault -> text + " (" + fault + ")")
                .orElse(text);
    }

    private static String oneLine(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        String message = failure.getMessage();
        // A message that repeats the cause would hide which sentence belongs to which type.
        if (message == null
                || failure.getCause() != null
                        && message.equals(failure.getCause().toString())) {
            return name;
        }
        return name + ": " + message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
