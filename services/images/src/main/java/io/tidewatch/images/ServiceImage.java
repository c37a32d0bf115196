package io.tidewatch.images;

import java.util.List;

/**
 * What is different about the image of each service.
 *
 * @param service its name, also the name of the image
 * @param description what it does, in one sentence
 */
public record ServiceImage(String service, String description) {

    /** The images of all services. */
    public static final List<ServiceImage> ALL = List.of(
            new ServiceImage("account-ingestion", "Takes in accounts and observations and computes their metrics."),
            new ServiceImage(
                    "rules-engine", "Judges accounts with the active rule bundle, keeps flags, runs playbooks."),
            new ServiceImage(
                    "notification-dispatch", "Sends messages to people and systems and collects their answers."),
            new ServiceImage(
                    "reporting", "Shows how revenue holds, what is at risk and why, and what is being done about it."));

    /** The title that registries show. */
    public String title() {
        return "Tidewatch " + service;
    }
}
