package io.tidewatch.metric.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
                    1 - lost / here                  => 1 - (lost / here)
                    a - b - c                        => (a - b) - c
                    a / b / c * d                    => ((a / b) / c) * d
                    -a * b                           => (-a) * b
                    a + b * c                        => a + (b * c)
                    (a + b) * c                      => (a + b) * c
                    a or b and not c                 => a or (b and (not c))
                    not a == b                       => not (a == b)
                    a and b and c                    => (a and b) and c
                    a + 1 >= b                       => (a + 1) >= b
                    x when a or b else 0             => (x when (a or b)) else 0
                    x else y else z                  => x else (y else z)
                    min(x when a else y, z + 1)      => min((x when a) else y, z + 1)
                    f()                              => f()
                    plan in (VALUE, OTHER_ONE)       => plan in (VALUE, OTHER_ONE)
                    a not in ("x y", 3)              => a not in ("x y", 3)
                    not a in $list                   => not (a in $list)
                    topics has ROADMAP               => topics has ROADMAP
                    a is missing and b is not missing => (a is missing) and (b is not missing)
                    not a is unknown or b is not unknown => (not (a is unknown)) or (b is not unknown)
                    daysSince(a else b) <= 365       => daysSince(a else b) <= 365
                    user.role != ""                  => user.role != ""
                    1.50 * $p                        => 1.5 * $p
                    -(-3)                            => -(-3)
                    a<b                              => a < b
                    """)
    void operatorsBindAsTheGrammarSays(String text, String wanted) throws ExpressionException {
        String canonical = ExpressionText.of(Parser.parse(text));

        assertThat(canonical).isEqualTo(wanted);
        assertThat(ExpressionText.of(Parser.parse(canonical))).isEqualTo(wanted);
    }

    @Test
    void everyTokenKnowsItsPosition() throws ExpressionException {
        assertThat(Lexer.read("  user.role in (\"a b\", AT_RISK)>=$p"))
                .extracting(Token::kind, Token::text, Token::at)
                .containsExactly(
                        token(Token.Kind.NAME, "user.role", 3),
                        token(Token.Kind.NAME, "in", 13),
                        token(Token.Kind.SIGN, "(", 16),
                        token(Token.Kind.TEXT, "a b", 17),
                        token(Token.Kind.SIGN, ",", 22),
                        token(Token.Kind.WORD, "AT_RISK", 24),
                        token(Token.Kind.SIGN, ")", 31),
                        token(Token.Kind.SIGN, ">=", 32),
                        token(Token.Kind.PARAMETER, "p", 34),
                        token(Token.Kind.END, "", 36));
    }

    @Test
    void aTextThatLooksLikeAKeywordStaysAText() throws ExpressionException {
        assertThat(ExpressionText.of(Parser.parse("plan == \"and\""))).isEqualTo("plan == \"and\"");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
                    a +              => UNEXPECTED => 4
                    a b              => UNEXPECTED => 3
                    a in b           => UNEXPECTED => 6
                    a in ()          => UNEXPECTED => 7
                    a in (b)         => UNEXPECTED => 7
                    a is not         => UNEXPECTED => 9
                    a has b          => UNEXPECTED => 7
                    and              => UNEXPECTED => 1
                    a else           => UNEXPECTED => 7
                    f(a, )           => UNEXPECTED => 6
                    a , b            => UNEXPECTED => 3
                    (a + b           => UNBALANCED => 1
                    f(a, (b)         => UNBALANCED => 2
                    a)               => UNBALANCED => 2
                    a ? b            => UNREADABLE => 3
                    Abc              => UNREADABLE => 1
                    "abc             => UNREADABLE => 1
                    a.               => UNREADABLE => 2
                    $                => UNREADABLE => 1
                    1.               => UNREADABLE => 2
                    """)
    void aMistakeIsFoundWhereItIs(String text, MistakeKind kind, int at) {
        ExpressionException refused = catchThrowableOfType(ExpressionException.class, () -> Parser.parse(text));

        assertThat(refused.kind()).isEqualTo(kind);
        assertThat(refused.at()).isEqualTo(at);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " :: ", quoteCharacter = '~', nullValues = "none", textBlock = """
                    a => 0           :: '=>' is not part of the language.                 :: >=
                    a =< 0           :: '=<' is not part of the language.                 :: <=
                    a <> 0           :: '<>' is not part of the language.                 :: !=
                    a === 0          :: '===' is not part of the language.                :: ==
                    a = 0            :: '=' is not part of the language.                  :: ==
                    a && b           :: '&&' is not part of the language.                 :: and
                    a == \u201Cb\u201D :: '\u201C' is not part of the language.            :: "
                    a * 1,5          :: A number has a decimal point, and no separator of thousands. :: 1.5
                    a > 1,000        :: A number has a decimal point, and no separator of thousands. :: 1000
                    a > 30 days      :: is missing before 'days'; a number has no unit.   :: none
                    0 < a < 9        :: A value is compared with one other at a time      :: none
                    =a / b           :: A formula begins without '='. :: a / b
                    SUM(a) / b       :: There is no function 'SUM'. A formula has + - * / and the functions :: none
                    if a > 0 then b  :: A formula does not have the word 'if'; write the value first. :: value when condition else other
                    a b              :: An operator such as / or 'and' is missing before 'b'. :: none
                    a /              :: A name or a number is missing at the end.         :: none
                    a * / b          :: A name or a number is missing before '/'.         :: none
                    a , b            :: ',' is too much here.                             :: none
                    a when b when c  :: 'when' is too much here.                          :: none
                    a is 3           :: Behind 'is' can stand only missing, unknown       :: none
                    a in b           :: A list stands between round brackets              :: none
                    f(a b)           :: the closing bracket is missing before 'b'.        :: none
                    """)
    void aMistakeIsExplainedAndCorrectedWhereTheCorrectionIsKnown(String text, String sentence, String correction) {
        ExpressionException refused = catchThrowableOfType(ExpressionException.class, () -> Parser.parse(text));

        assertThat(refused).hasMessageContaining(sentence);
        assertThat(refused.suggestion()).isEqualTo(correction);
    }

    private static Tuple token(Token.Kind kind, String text, int at) {
        return tuple(kind, text, at);
    }
}
