package io.tidewatch.metric.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in the syntax of a file are named at the line to correct and without the words of the parser's grammar. */
class YamlMistakeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '^',
            value = {
                "id: a|name: b|  unit: c#3#indentation",
                "a:|  b: 1| c: 2#3#indentation",
                "a:|  - b: 1|   c: 2#3#indentation",
                "a:|  - b| - c#3#indentation",
                "text: >|  x| y#3#indentation",
                "a:|~b: 1#2#tab",
                "d: 0|a: [b, c|e: 1#2#'['",
                "d: 0|a: {b: 1|e: 1#2#'{'",
                "d: 0|a: [b#2#'['",
                "a: 0|b: [c]]#2#']'",
                "a: 0|b: }#2#'}'",
                "d: 0|a: \"b|c: 1#2#quotation",
                "d: 0|a: 'b|c: 1#2#quotation",
                "d: 0|a: 'it's'#2#quotation",
                "d: 0|a: b: c#2#quotes",
                "d: 0|a: %b#2#'%'",
                "a: b|c|d: 1#2#': '",
                "a: b|---|a: c#2#file of its own",
                "a: 1|a: 2#2#twice",
                "a: 1|b: 2|a: 1|b: 2#3#write '- ' before 'a'",
                "a: 1|b: !c#2#must be in quotes",
                "a: 1|b: !c [d]#2#must be in quotes",
                "a: 1|b: !!java.net.URL [d]#2#must be in quotes",
                "a: &x [1]|b: *x#2#another part of the file",
                "a: 1|b: *x#2#another part of the file",
                "a: 1|b: * c#2#another part of the file",
                "[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]#0#deeper than 20",
                "a:|  -b: 1|   c: 2#2#behind the '-'",
                "a:|  - {b: 1}|  \u2014 {b: 2}#3#begins with '-' and a space",
                "a:|  - {b: 1}|  \u2022 {b: 2}#3#begins with '-' and a space",
                "a:|\u00A0\u00A0b: 1|  c: 2#2#space of a special kind",
            })
    void theLineToCorrectIsNamed(String text, int line, String cause) {
        ProblemList problems = new ProblemList();
        YamlTree.read("metrics/a.yaml", text.replace('|', '\n').replace('~', '\t'), problems);
        assertThat(problems.sorted()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.sentence())
                    .contains(cause)
                    .endsWith(".")
                    .doesNotContain("YAML", "mapping", "token", "<", "scalar", "stream");
        });
    }
}
