package io.tidewatch.dispatch.template;

/** A template cannot be rendered with the data of the action, or exceeds a bound. */
public final class TemplateRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a sentence for the author of the template. */
    public TemplateRefused(String detail) {
        super(detail);
    }
}
