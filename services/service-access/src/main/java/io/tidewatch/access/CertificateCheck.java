package io.tidewatch.access;

import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks the certificate of a server as the options given do, and remembers why it was rejected last: the client of the database
 * reports no more than that the handshake failed.
 */
final class CertificateCheck implements TrustOptions {

    private final TrustOptions trusted;
    private volatile CertificateException rejection;

    CertificateCheck(TrustOptions trusted) {
        this.trusted = trusted;
    }

    /** Why the certificate that was checked last was rejected; empty if it was accepted. */
    Optional<CertificateException> rejection() {
        return Optional.ofNullable(rejection);
    }

    @Override
    public TrustOptions copy() {
        return this;
    }

    @Override
    public TrustManagerFactory getTrustManagerFactory(Vertx vertx) throws Exception {
        TrustManagerFactory factory = trusted.getTrustManagerFactory(vertx);
        return new TrustManagerFactory(new Watched(factory), factory.getProvider(), factory.getAlgorithm()) {};
    }

    @Override
    public Function<String, TrustManager[]> trustManagerMapper(Vertx vertx) {
        // By the name that the server is asked for: no option of the database has that.
        return name -> null;
    }

    /** Its trust managers, watched. */
    private final class Watched extends TrustManagerFactorySpi {

        private final TrustManagerFactory factory;

        Watched(TrustManagerFactory factory) {
            this.factory = factory;
        }

        @Override
        protected void engineInit(KeyStore store) {
            // It has its certificates already.
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) {
            // It has its certificates already.
        }

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            TrustManager[] managers = factory.getTrustManagers();
            for (int i = 0; i < managers.length; i++) {
                if (managers[i] instanceof X509ExtendedTrustManager manager) {
                    managers[i] = new Remembering(manager);
                }
            }
            return managers;
        }
    }

    /** One check of a chain. */
    @FunctionalInterface
    private interface Check {
        void run() throws CertificateException;
    }

    private void remembering(Check check) throws CertificateException {
        try {
            check.run();
            rejection = null;
        } catch (CertificateException e) {
            rejection = e;
            throw e;
        }
    }

    /** Delegates everything, and remembers the outcome of checks of servers. */
    private final class Remembering extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager manager;

        Remembering(X509ExtendedTrustManager manager) {
            this.manager = manager;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            remembering(() -> manager.checkServerTrusted(chain, type, engine));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            remembering(() -> manager.checkServerTrusted(chain, type, socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            remembering(() -> manager.checkServerTrusted(chain, type));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            manager.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            manager.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            manager.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return manager.getAcceptedIssuers();
        }
    }
}
