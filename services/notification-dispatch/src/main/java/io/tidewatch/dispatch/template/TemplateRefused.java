package io.tidewatch.dispatch.template;

/** A template that cannot be rendered with the data of the action, or that asks for more than it may have. */
public final class TemplateRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a sentence for whoever wrote the template. */
    public TemplateRefused(String detail) {
        super(detail);
    }
}
