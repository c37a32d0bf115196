package io.tidewatch.engine.bundle;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.client.ingestion.ApiException;
import io.tidewatch.engine.client.ingestion.MetricsApi;
import io.tidewatch.engine.client.ingestion.model.CatalogueFiles;
import io.tidewatch.engine.client.ingestion.model.CatalogueState;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.rule.compile.CompiledBundle;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Hands catalogues of metric definitions to account-ingestion. */
@ApplicationScoped
class CatalogueClient {

    private final MetricsApi metrics;

    CatalogueClient(@RestClient MetricsApi metrics) {
        this.metrics = metrics;
    }

    /** The answer of account-ingestion. */
    enum Answer {
        /** All values are computed. */
        READY,
        /** Values are being computed; ask again. */
        NOT_YET,
        /** account-ingestion rejected the catalogue. */
        REFUSED
    }

    /**
     * Hands the catalogue of a bundle over, and the kinds of record that its judgements read; doing so again does no harm.
     *
     * @return fails when account-ingestion cannot be reached
     */
    Uni<Answer> handOver(CompiledBundle bundle) {
        return put(bundle)
                .map(state -> "READY".equals(state.getState()) ? Answer.READY : Answer.NOT_YET)
                .onFailure(CatalogueClient::refused)
                .recoverWithItem(Answer.REFUSED);
    }

    private Uni<CatalogueState> put(CompiledBundle bundle) {
        Catalogue catalogue = bundle.catalogue();
        try {
            return metrics.putCatalogue(
                    catalogue.catalogueHash(),
                    new CatalogueFiles().files(catalogue.files()).judgedKinds(List.copyOf(bundle.judgedKinds())));
        } catch (ApiException never) {
            // Declared by the generator for clients that block; this one fails through its result.
            return Uni.createFrom().failure(never);
        }
    }

    private static boolean refused(Throwable failure) {
        return failure instanceof ApiException answer
                // Not valid, not compatible with the records that are stored, or not a catalogue.
                && Set.of(400, 409, 422).contains(answer.getResponse().getStatus());
    }
}
