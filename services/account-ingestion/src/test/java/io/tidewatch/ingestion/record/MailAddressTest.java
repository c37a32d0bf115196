package io.tidewatch.ingestion.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MailAddressTest {

    private static final String COMPOSED = "m\u00fcller@b\u00fccher.example";
    private static final String TAKEN_APART = "Mu\u0308ller@bu\u0308cher.example";

    @Test
    void anAddressTakenApartIsTheSameUser() {
        assertThat(MailAddress.canonicalId(TAKEN_APART)).isEqualTo(COMPOSED);
        assertThat(MailAddress.canonicalId("M\u00dcLLER@b\u00fccher.example")).isEqualTo(COMPOSED);
        assertThat(MailAddress.canonical(" " + TAKEN_APART)).isEqualTo(COMPOSED);
        assertThat(MailAddress.canonicalId("a@firma.ko\u0308ln")).isEqualTo("a@firma.k\u00f6ln");
    }

    @Test
    void anIdThatIsNoAddressStaysAsItIs() {
        assertThat(MailAddress.canonicalId("Mu\u0308ller")).isEqualTo("Mu\u0308ller");
        assertThat(MailAddress.canonicalId("User@Server")).isEqualTo("User@Server");
    }
}
