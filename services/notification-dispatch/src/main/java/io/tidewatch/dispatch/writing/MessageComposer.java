package io.tidewatch.dispatch.writing;

import io.tidewatch.dispatch.ConsoleLinks;
import io.tidewatch.dispatch.acknowledgement.LinkSigner;
import io.tidewatch.dispatch.client.engine.model.ActionChange;
import io.tidewatch.dispatch.client.engine.model.MessageTemplate;
import io.tidewatch.dispatch.client.ingestion.model.Suggestion;
import io.tidewatch.dispatch.email.MailText;
import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.dispatch.message.NewMessage;
import io.tidewatch.dispatch.message.NewMessage.ActionReference;
import io.tidewatch.dispatch.message.NewMessage.Content;
import io.tidewatch.dispatch.routing.AccountPeople;
import io.tidewatch.dispatch.routing.Recipient;
import io.tidewatch.dispatch.routing.Recipient.Missing;
import io.tidewatch.dispatch.template.BundleTemplates;
import io.tidewatch.dispatch.template.TemplateRefused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Writes the mail to one recipient of an action. Blocks for as long as rendering may take. */
@ApplicationScoped
public class MessageComposer {

    private static final Logger LOG = Logger.getLogger(MessageComposer.class);
    private static final int LONGEST_SUBJECT = 200;
    private static final String TASK = "TASK";

    private final BundleTemplates templates;
    private final LinkSigner links;
    private final ConsoleLinks console;
    private final MailDomain domain;

    public MessageComposer(BundleTemplates templates, LinkSigner links, ConsoleLinks console, MailDomain domain) {
        this.templates = templates;
        this.links = links;
        this.console = console;
        this.domain = domain;
    }

    /**
     * The mail to one recipient. A template that fails is replaced by a plain text that explains why.
     *
     * @param action      the checked action
     * @param recipient   the recipient
     * @param people      the people responsible for the account
     * @param suggestions what to suggest to the customer
     * @param causationId the change that caused the action
     * @param hops        services passed through, this one too
     */
    public NewMessage compose(
            ActionChange action,
            Recipient recipient,
            AccountPeople people,
            List<Suggestion> suggestions,
            UUID causationId,
            int hops) {
        UUID id = NewMessage.idOf(action.getId(), Channel.EMAIL, recipient.email());
        Map<String, Object> data = MessageData.of(
                action,
                recipient,
                people,
                suggestions,
                links.linkFor(id),
                action.getRun() == null || action.getDrill() != null
                        ? console.home()
                        : console.run(action.getRun().getId()));
        Content content = withNote(content(action, data), recipient);
        return new NewMessage(
                id,
                ActionReference.to(action, causationId, hops),
                Channel.EMAIL,
                recipient.audience().name(),
                recipient.email(),
                recipient.name(),
                recipient.missing().isEmpty()
                        ? null
                        : recipient.missing().stream().map(Missing::label).collect(Collectors.joining(", ")),
                new Content(content.subject(), content.text(), content.html(), draft(action, recipient, data)),
                "<" + id + "@" + domain.name() + ">");
    }

    private Content content(ActionChange action, Map<String, Object> data) {
        MessageTemplate template = action.getMessage();
        try {
            if (template == null) {
                throw new TemplateRefused("the action does not have one.");
            }
            return rendered(template, data);
        } catch (TemplateRefused e) {
            LOG.warnf(
                    "Template %s of action %s failed: %s",
                    template == null ? "(none)" : template.getId(), action.getId(), e.getMessage());
            return new Content(
                    oneLine(BuiltInText.subject(action)), BuiltInText.text(action, data, e.getMessage()), null, null);
        }
    }

    private Content rendered(MessageTemplate template, Map<String, Object> data) {
        if (template.getSubject() == null || template.getText() == null) {
            throw new TemplateRefused("its subject or text is missing.");
        }
        return new Content(
                oneLine(templates.text(template.getSubject(), data)),
                templates.text(template.getText(), data),
                template.getHtml() == null || template.getHtml().isBlank()
                        ? null
                        : templates.html(template.getHtml(), data),
                null);
    }

    // A template may explain this itself; a person who stands in for another always gets the explanation.
    private static Content withNote(Content content, Recipient recipient) {
        String text = content.text();
        String html = content.html();
        for (Missing missing : recipient.missing()) {
            if (!text.contains(missing.sentence())) {
                text = missing.sentence() + "\n\n" + text;
            }
            if (html != null && !html.contains(Html.escaped(missing.sentence()))) {
                html = Html.withFirstParagraph(html, missing.sentence());
            }
        }
        return new Content(content.subject(), text, html, null);
    }

    private String draft(ActionChange action, Recipient recipient, Map<String, Object> data) {
        if (!action.getKind().equals(TASK) || action.getDraft() == null) {
            return null;
        }
        Content draft;
        try {
            draft = rendered(action.getDraft(), data);
        } catch (TemplateRefused e) {
            LOG.warnf("The draft of action %s failed: %s", action.getId(), e.getMessage());
            draft = new Content(BuiltInText.draftSubject(), BuiltInText.draft(data), null, null);
        }
        // Without a usable address the recipient fills in To before sending.
        Optional<InternetAddress> from = MailText.address(recipient.email(), recipient.name());
        if (action.getDrill() != null) {
            // Who sends the draft of a drill by mistake writes to nobody else.
            return MailText.draft(from, from, DrillMark.TEST + draft.subject(), draft.text(), draft.html());
        }
        Optional<InternetAddress> to = MessageData.sponsor(action.getAccount())
                .filter(s -> s.getEmail() != null)
                .flatMap(s -> MailText.address(s.getEmail().strip(), s.getName()));
        return MailText.draft(from, to, draft.subject(), draft.text(), draft.html());
    }

    private static String oneLine(String subject) {
        String line = MailText.oneLine(subject);
        return line.length() <= LONGEST_SUBJECT ? line : line.substring(0, LONGEST_SUBJECT - 1) + "…";
    }
}
