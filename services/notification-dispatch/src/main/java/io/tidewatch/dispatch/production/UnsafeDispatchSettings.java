package io.tidewatch.dispatch.production;

import io.tidewatch.access.UnsafeSettings;
import io.tidewatch.dispatch.DispatchConfig;
import io.tidewatch.dispatch.acknowledgement.AcknowledgementConfig;
import io.tidewatch.dispatch.crm.CrmConfig;
import io.tidewatch.dispatch.email.SmtpConfig;
import io.tidewatch.dispatch.email.SmtpConfig.Security;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Settings with which this service refuses to start in production. */
@ApplicationScoped
public class UnsafeDispatchSettings implements UnsafeSettings {

    private final DispatchConfig dispatch;
    private final AcknowledgementConfig acknowledgement;
    private final CrmConfig crm;
    private final SmtpConfig smtp;

    public UnsafeDispatchSettings(
            DispatchConfig dispatch, AcknowledgementConfig acknowledgement, CrmConfig crm, SmtpConfig smtp) {
        this.dispatch = dispatch;
        this.acknowledgement = acknowledgement;
        this.crm = crm;
        this.smtp = smtp;
    }

    @Override
    public List<String> unsafe() {
        List<String> found = new ArrayList<>();
        if (acknowledgement.key().startsWith(AcknowledgementConfig.LOCAL)) {
            found.add("tidewatch.dispatch.link.key: is missing or is the example of the local suite.");
        }
        if (!"https".equals(dispatch.publicUrl().getScheme())) {
            found.add("tidewatch.dispatch.public-url: must be an https address.");
        }
        if (!"https".equals(dispatch.consoleUrl().getScheme())) {
            found.add("tidewatch.dispatch.console-url: must be an https address.");
        }
        if (crm.url().isEmpty()) {
            found.add("tidewatch.dispatch.crm.url: must be set.");
        } else if (!"https".equals(crm.url().get().getScheme())) {
            found.add("tidewatch.dispatch.crm.url: must be an https address.");
        }
        if (crm.secret().equals(CrmConfig.LOCAL_SECRET)) {
            found.add("tidewatch.dispatch.crm.secret: is missing or is the example of the local suite.");
        }
        if (smtp.host().endsWith(UNSET)) {
            found.add("tidewatch.dispatch.smtp.host: must be set.");
        }
        if (smtp.from().endsWith(UNSET)) {
            found.add("tidewatch.dispatch.smtp.from: must be set.");
        }
        if (smtp.security() == Security.NONE && smtp.password().isPresent()) {
            found.add("tidewatch.dispatch.smtp.security: NONE would send the password unencrypted.");
        }
        if (dispatch.fallbackAddress().endsWith("@example.com")
                || dispatch.fallbackAddress().endsWith(UNSET)) {
            found.add("tidewatch.dispatch.fallback-address: is missing or is the example of the local suite.");
        }
        return found;
    }
}
