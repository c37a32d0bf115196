package io.tidewatch.testsuite;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Arrays;

/**
 * Notices that the service under test answers a request in another way than before. For waits: REST Assured takes tens of
 * milliseconds of processor time to ask and to look into an answer, so it is for answers that are new.
 */
public final class AnswerWatch {

    private final String token;
    private final String path;
    private int status;
    private byte[] body = {};

    private AnswerWatch(String token, String path) {
        this.token = token;
        this.path = path;
    }

    /**
     * Watches what a GET returns.
     *
     * @param token of the person who asks
     * @param path with its query
     */
    public static AnswerWatch of(String token, String path) {
        return new AnswerWatch(token, path);
    }

    /** Whether the answer is another one than the last time; true the first time. */
    public boolean hasChanged() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(RestAssured.baseURI + ":" + RestAssured.port + path)
                            .toURL()
                            .openConnection();
            connection.setRequestProperty("Authorization", "Bearer " + token);
            connection.setRequestProperty("Accept", "application/json, application/problem+json");
            int now = connection.getResponseCode();
            byte[] answer = read(now < 400 ? connection.getInputStream() : connection.getErrorStream());
            boolean changed = now != status || !Arrays.equals(answer, body);
            status = now;
            body = answer;
            return changed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(InputStream stream) throws IOException {
        if (stream == null) {
            return new byte[0];
        }
        try (stream) {
            return stream.readAllBytes();
        }
    }
}
