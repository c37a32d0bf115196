package io.tidewatch.dispatch.email;

import io.tidewatch.dispatch.delivery.DeliveryOutcome;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Rejected;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Retry;
import io.tidewatch.problem.FailureText;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/** Decides from a failure whether to retry: never after 5xx, else later. */
final class SmtpAnswer {

    private static final int LONGEST_DETAIL = 1000;

    private SmtpAnswer() {}

    static DeliveryOutcome of(Throwable failure) {
        if (failure instanceof AuthenticationFailedException) {
            // The settings are wrong, not the message.
            return new Retry(detail("The mail server rejected the login: ", failure));
        }
        int code = 0;
        String said = "";
        for (Throwable t = failure; t != null; t = next(t)) {
            int here = code(t);
            if (here >= 400) {
                code = here;
                said = t.getMessage();
            }
        }
        if (code >= 500) {
            return new Rejected(shortened("The mail server answered: " + said));
        }
        return new Retry(code >= 400 ? shortened("The mail server answered: " + said) : detail("", failure));
    }

    private static int code(Throwable t) {
        return switch (t) {
            case SMTPAddressFailedException e -> e.getReturnCode();
            case SMTPSendFailedException e -> e.getReturnCode();
            case SMTPSenderFailedException e -> e.getReturnCode();
            default -> 0;
        };
    }

    private static Throwable next(Throwable t) {
        return t instanceof MessagingException e && e.getNextException() != null ? e.getNextException() : null;
    }

    private static String detail(String before, Throwable failure) {
        return shortened(before + FailureText.of(failure));
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL);
    }
}
