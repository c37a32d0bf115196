package io.tidewatch.ingestion.imports;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.mapping.FileKind;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.Mappings;
import io.tidewatch.ingestion.vocabulary.CurrentVocabulary;
import io.tidewatch.metric.language.Vocabulary;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** The kinds of record that files can deliver now: the built-in ones, and those that the newest catalogue declares. */
@ApplicationScoped
public class CurrentKinds {

    private final Pool pool;
    private final CurrentVocabulary newest;

    CurrentKinds(Pool pool, CurrentVocabulary newest) {
        this.pool = pool;
        this.newest = newest;
    }

    /** The kinds and their fields. */
    Uni<Vocabulary> vocabulary() {
        return newest.read(pool);
    }

    /** The kind that a mapping delivers; fails with {@code mapping-not-usable} when it no longer fits its kind. */
    Uni<FileKind> of(MappingFile mapping) {
        return vocabulary().map(vocabulary -> Mappings.demandUsable(mapping, vocabulary));
    }
}
