package academy.exchange.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Shows an application below a prefix of which that knows nothing, as reverse proxies do. */
final class PrefixProxy implements AutoCloseable {

    private final HttpServer server;
    private final String prefix;

    private PrefixProxy(HttpServer server, String prefix) {
        this.server = server;
        this.prefix = prefix;
    }

    static PrefixProxy start(String prefix, WatchedApplication application) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        PrefixProxy proxy = new PrefixProxy(server, prefix);
        server.createContext(prefix + "/", exchange -> proxy.pass(exchange, application));
        server.start();
        return proxy;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + prefix + path;
    }

    private void pass(HttpExchange exchange, WatchedApplication application) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString().substring(prefix.length());
            HttpResponse<String> response = application.http(exchange.getRequestMethod(), path);
            for (String name : List.of("Content-Type", "Content-Security-Policy", "Location")) {
                response.headers().firstValue(name).ifPresent(value -> exchange.getResponseHeaders()
                        .set(name, value));
            }
            byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
