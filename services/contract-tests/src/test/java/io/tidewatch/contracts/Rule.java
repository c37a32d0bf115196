package io.tidewatch.contracts;

import java.util.List;
import java.util.function.Function;

/**
 * One convention of the contracts.
 *
 * @param id       names its bad sample, {@code bad/<id>.yaml}
 * @param sentence the convention in words
 * @param check    what breaks it in a contract, one sentence each; empty when nothing does
 */
record Rule(String id, String sentence, Function<Contract, List<String>> check) {

    @Override
    public String toString() {
        return sentence;
    }
}
