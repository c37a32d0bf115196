package io.tidewatch.ingestion.suggestion;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.SuggestionsApi;
import io.tidewatch.ingestion.api.model.RecordLink;
import io.tidewatch.ingestion.history.HistoryScope;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;

/** Suggestions over HTTP. */
public class SuggestionResource implements SuggestionsApi {

    private final AccountSuggestions suggestions;

    SuggestionResource(AccountSuggestions suggestions) {
        this.suggestions = suggestions;
    }

    @Override
    @RolesAllowed({Roles.CSM, Roles.CS_LEADER, Roles.SALES, Roles.EXECUTIVE, Roles.ANALYST, Roles.ADMIN, Roles.SERVICE})
    public Uni<Response> getAccountSuggestions(String accountId) {
        return suggestions.of(accountId).map(ofDay -> Response.ok(
                        new io.tidewatch.ingestion.api.model.AccountSuggestions()
                                .accountId(accountId)
                                .asOf(ofDay.asOf())
                                .items(ofDay.found().suggestions().stream()
                                        .map(SuggestionResource::body)
                                        .toList())
                                .missing(ofDay.found().missing()))
                .build());
    }

    private static io.tidewatch.ingestion.api.model.Suggestion body(Suggestion suggestion) {
        return new io.tidewatch.ingestion.api.model.Suggestion()
                .type(suggestion.type().name())
                .subject(suggestion.subject())
                .reason(suggestion.reason())
                .records(suggestion.records().stream()
                        .map(source -> new RecordLink()
                                .kind(source.kind())
                                .id(source.id())
                                .path(path(source)))
                        .toList());
    }

    private static String path(Suggestion.Source source) {
        String account = source.accountId().equals(HistoryScope.NO_ACCOUNT) ? "" : "/accounts/" + source.accountId();
        return "/v1" + account + "/records/" + source.kind() + "/" + source.id();
    }
}
