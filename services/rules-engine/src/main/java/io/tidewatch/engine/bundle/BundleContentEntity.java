package io.tidewatch.engine.bundle;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The files of a bundle, see {@link BundleFiles}. */
@Entity
@Table(name = "rule_bundle_content")
class BundleContentEntity {

    @Id
    String hash;

    byte[] files;
}
