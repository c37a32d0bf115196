package io.tidewatch.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailTextTest {

    @ParameterizedTest
    @CsvSource({
        "sanna@customer.example, sanna@customer.example",
        "sanna@müller.example, sanna@xn--mller-kva.example",
        "Sanna.X+y@MÜLLER.example, Sanna.X+y@xn--mller-kva.example",
        "sanna@xn--mller-kva.example, sanna@xn--mller-kva.example",
        "root@localhost, root@localhost"
    })
    void anAddressStandsInAHeaderInAscii(String email, String written) {
        assertThat(MailText.address(email, "Sanna Ström").orElseThrow().getAddress())
                .isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no address",
                "@customer.example",
                "sanna@",
                "bjørn@customer.example",
                "sanna@straße.example",
                "sanna@customer.example, other@customer.example",
                "sanna@customer.example\r\nBcc: evil@example.com",
                "sanna(b)@customer.example",
                "sanna@a@customer.example"
            })
    void textThatIsNotAnUnambiguousAddressIsLeftOut(String email) {
        assertThat(MailText.address(email, "Sanna")).isEmpty();
    }

    @Test
    void aDraftIsAsciiWhateverTheNamesAre() {
        String draft = MailText.draft(
                MailText.address("nadia@example.com", "Nadia Öztürk"),
                MailText.address("sanna@müller.example", "Sanna Ström"),
                "Über uns",
                "Grüße",
                "<p>Grüße</p>");

        assertThat(draft).isASCII().contains("<sanna@xn--mller-kva.example>");
        assertThat(MailText.draft(Optional.empty(), Optional.empty(), "x", "x", null))
                .contains("To: ")
                .doesNotContain("@");
    }
}
