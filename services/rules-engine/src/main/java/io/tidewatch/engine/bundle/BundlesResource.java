package io.tidewatch.engine.bundle;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;
import static io.tidewatch.access.Roles.EXECUTIVE;
import static io.tidewatch.access.Roles.SALES;
import static io.tidewatch.access.Roles.SERVICE;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.api.BundlesApi;
import io.tidewatch.engine.api.model.Bundle;
import io.tidewatch.engine.api.model.BundlePage;
import io.tidewatch.engine.person.CurrentPerson;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import java.io.File;

/** Rule bundles: {@code /v1/bundles}. */
public class BundlesResource implements BundlesApi {

    private final BundleArchive archive;
    private final BundleActivation activation;
    private final BundleWork work;
    private final BundleMapper mapper;
    private final RulesConfig config;
    private final CurrentVertxRequest request;
    private final CurrentPerson person;

    BundlesResource(
            BundleArchive archive,
            BundleActivation activation,
            BundleWork work,
            BundleMapper mapper,
            RulesConfig config,
            CurrentVertxRequest request,
            CurrentPerson person) {
        this.archive = archive;
        this.activation = activation;
        this.work = work;
        this.mapper = mapper;
        this.config = config;
        this.request = request;
        this.person = person;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<BundlePage> listBundles(String after, Integer limit) {
        return archive.page(PageCursor.numberBelow(after), limit).map(bundles -> mapper.page(bundles, limit));
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<Bundle> getBundle(String hash) {
        return archive.get(hash).map(mapper::bundle);
    }

    @Override
    @RolesAllowed({ANALYST, ADMIN})
    public Uni<Bundle> uploadBundle(File body, String label) {
        // Reading the ZIP blocks; the database session belongs to the context of the request.
        Context context = Vertx.currentContext();
        HttpServerResponse response = request.getCurrent().response();
        String by = person.email();
        return Uni.createFrom()
                .item(() -> BundleZip.read(body.toPath(), config.upload()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .emitOn(command -> context.runOnContext(nothing -> command.run()))
                // Deferred: each attempt is a transaction of its own.
                .flatMap(bundle ->
                        TemporaryFailure.retried(Uni.createFrom().deferred(() -> archive.receive(bundle, label, by))))
                .invoke(bundle -> {
                    work.received();
                    response.putHeader("Location", "/v1/bundles/" + bundle.hash);
                })
                .map(mapper::bundle);
    }

    @Override
    @RolesAllowed({ANALYST, ADMIN})
    public Uni<Bundle> activateBundle(String hash, Boolean cancelRuns) {
        return archive.get(hash)
                .flatMap(bundle -> activation.want(bundle, Boolean.TRUE.equals(cancelRuns)))
                .invoke(done -> work.wanted())
                .flatMap(done -> archive.get(hash))
                .map(mapper::bundle);
    }

    @Override
    @RolesAllowed({ANALYST, ADMIN})
    public Uni<Void> deleteBundle(String hash) {
        return archive.get(hash).flatMap(activation::delete);
    }
}
