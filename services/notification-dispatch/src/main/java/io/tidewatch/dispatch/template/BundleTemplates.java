package io.tidewatch.dispatch.template;

import io.quarkus.qute.Engine;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.IfSectionHelper;
import io.quarkus.qute.SetSectionHelper;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import io.quarkus.qute.WhenSectionHelper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Renders the templates of a rule bundle, which are untrusted: they see plain maps, lists and strings, but not the methods
 * of objects or other templates; unknown names are errors; size, rounds of loops and time are bounded.
 */
@ApplicationScoped
public class BundleTemplates {

    private static final Variant TEXT = Variant.forContentType(Variant.TEXT_PLAIN);
    private static final Variant HTML = Variant.forContentType(Variant.TEXT_HTML);

    private final TemplateConfig config;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("template-", 0).factory());

    public BundleTemplates(TemplateConfig config) {
        this.config = config;
    }

    /**
     * Plain text.
     *
     * @param template Qute, not null
     * @param data     maps, lists, strings, numbers and booleans
     * @throws TemplateRefused with the reason, for the author of the template
     */
    public String text(String template, Map<String, ?> data) {
        return rendered(template, TEXT, data);
    }

    /** As {@link #text}; all values are escaped for HTML. */
    public String html(String template, Map<String, ?> data) {
        return rendered(template, HTML, data);
    }

    private String rendered(String template, Variant variant, Map<String, ?> data) {
        if (template.length() > config.longestTemplate()) {
            throw new TemplateRefused("The template is longer than " + config.longestTemplate() + " characters.");
        }
        Future<String> result = threads.submit(() -> render(template, variant, data));
        try {
            return result.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            result.cancel(true);
            throw new TemplateRefused(
                    "Rendering took longer than " + config.timeout().toMillis() + " ms.");
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw new TemplateRefused("Rendering was interrupted.");
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        }
    }

    private String render(String template, Variant variant, Map<String, ?> data) {
        TemplateInstance instance = engine().parse(template, variant).instance();
        // One by one: on a map as a whole, names such as "values" and "size" mean parts of the map.
        data.forEach(instance::data);
        StringBuilder text = new StringBuilder();
        instance.consume(part -> {
                    if (text.length() + part.length() > config.longestText()) {
                        throw new TemplateRefused("The text is longer than " + config.longestText() + " characters.");
                    }
                    text.append(part);
                })
                .toCompletableFuture()
                .join();
        return text.toString();
    }

    // An engine per template, so that templates share neither state nor rounds of loops. Templates can use only what is
    // added here: no include, no eval, no raw output, no reflection.
    private Engine engine() {
        EngineBuilder builder = Engine.builder()
                .strictRendering(true)
                .addSectionHelper(new IfSectionHelper.Factory())
                .addSectionHelper(new WhenSectionHelper.Factory())
                .addSectionHelper(new SetSectionHelper.Factory())
                .addSectionHelper(new BoundedLoop.Factory(config.mostRounds()))
                .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
                .addValueResolvers(
                        ValueResolvers.mapResolver(),
                        ValueResolvers.mapperResolver(),
                        ValueResolvers.mapEntryResolver(),
                        ValueResolvers.collectionResolver(),
                        ValueResolvers.listResolver(),
                        ValueResolvers.equalsResolver(),
                        ValueResolvers.thisResolver(),
                        ValueResolvers.orResolver(),
                        ValueResolvers.orEmpty(),
                        ValueResolvers.trueResolver(),
                        ValueResolvers.logicalAndResolver(),
                        ValueResolvers.logicalOrResolver());
        return builder.build();
    }

    private static TemplateRefused refusal(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TemplateRefused refused) {
            return refused;
        }
        return new TemplateRefused(
                cause instanceof TemplateException
                        ? "" + cause.getMessage()
                        : "Rendering failed: " + cause.getClass().getSimpleName());
    }
}
