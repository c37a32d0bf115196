package io.tidewatch.ingestion.imports;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A transaction and its statements. Arrays and collections become arrays of PostgreSQL. One thread may use it after another. */
final class ImportTransaction implements AutoCloseable {

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Work<T> {

        /** Does it. */
        T in(ImportTransaction tx) throws SQLException;
    }

    /** Reads one row of an answer. */
    @FunctionalInterface
    interface RowReading<T> {

        /** The row at which the answer stands. */
        T of(ResultSet row) throws SQLException;
    }

    /** Writes the rows of a COPY. */
    @FunctionalInterface
    interface RowWriting {

        /** Adds all rows. */
        void to(CopyRows rows) throws SQLException;
    }

    private final Connection connection;

    ImportTransaction(Connection connection) {
        this.connection = connection;
    }

    /** Does some of the work; fails with {@link ImportDatabase.Refused}, or with what the work throws. */
    <T> T doing(Work<T> work) {
        try {
            return work.in(this);
        } catch (SQLException e) {
            throw new ImportDatabase.Refused(e);
        }
    }

    /** Stores what was done; only {@link #close} may follow. */
    void commit() throws SQLException {
        connection.commit();
    }

    /** Ends the transaction; nothing of it is stored unless it was committed. */
    @Override
    public void close() {
        try (Connection ended = connection) {
            ended.rollback();
        } catch (SQLException e) {
            throw new ImportDatabase.Refused(e);
        }
    }

    /** Runs a statement; gives the number of rows that it wrote. */
    int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Runs a query. */
    <T> List<T> query(String sql, RowReading<T> reading, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> answer = new ArrayList<>();
            while (rows.next()) {
                answer.add(reading.of(rows));
            }
            return answer;
        }
    }

    /** Calls a function for its effect. */
    void call(String sql, Object... parameters) throws SQLException {
        query(sql, row -> null, parameters);
    }

    /** Runs {@code copy … from stdin (format binary)}. */
    void copy(String sql, RowWriting writing) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            CopyRows rows = new CopyRows(copy);
            writing.to(rows);
            rows.end();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, forJdbc(parameters[i]));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private Object forJdbc(Object value) throws SQLException {
        return switch (value) {
            case Collection<?> texts -> array("text", texts.toArray(String[]::new));
            case String[] texts -> array("text", texts);
            case long[] numbers -> array("bigint", numbers);
            case int[] numbers -> array("integer", numbers);
            case Integer[] numbers -> array("integer", numbers);
            case UUID[] ids -> new UuidArray(ids);
            case null, default -> value;
        };
    }

    private Array array(String type, Object values) throws SQLException {
        return connection.unwrap(PGConnection.class).createArrayOf(type, values);
    }
}
