// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
package stadtkern.bench;

import de.fraunhofer.iosb.ilt.frostserver.FrostMqttServer;
import de.fraunhofer.iosb.ilt.frostserver.messagebus.MessageBusFactory;
import de.fraunhofer.iosb.ilt.frostserver.path.Version;
import de.fraunhofer.iosb.ilt.frostserver.persistence.PersistenceManagerFactory;
import de.fraunhofer.iosb.ilt.frostserver.service.Service;
import de.fraunhofer.iosb.ilt.frostserver.service.ServiceRequest;
import de.fraunhofer.iosb.ilt.frostserver.service.ServiceRequestBuilder;
import de.fraunhofer.iosb.ilt.frostserver.service.ServiceResponseDefault;
import de.fraunhofer.iosb.ilt.frostserver.settings.CoreSettings;
import de.fraunhofer.iosb.ilt.frostserver.util.HttpMethod;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/**
 * FROST-Server as the peer of a bench run: its service, persistence and MQTT server from its own
 * libraries, behind an embedded Tomcat. The servlet only hands requests over.
 *
 * <p>Arguments: settings file, port.
 */
public final class Peer {
  private Peer() {}

  public static void main(String[] arguments) throws Exception {
    Properties given = new Properties();
    try (FileReader reader = new FileReader(arguments[0], StandardCharsets.UTF_8)) {
      given.load(reader);
    }
    CoreSettings settings = CoreSettings.load(given);
    PersistenceManagerFactory.init(settings);
    PersistenceManagerFactory.getInstance(settings).maybeUpdateDatabase();
    if (settings.getMqttSettings().isEnableMqtt()) {
      new FrostMqttServer(settings).start();
    } else {
      MessageBusFactory.createMessageBus(settings);
    }
    serve(settings, Integer.parseInt(arguments[1]));
  }

  private static void serve(CoreSettings settings, int port) throws Exception {
    Path base = Files.createTempDirectory("frost-peer");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(port);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
    tomcat.getConnector().setProperty("relaxedQueryChars", "[]|{}^\\`\"<>");
    tomcat.getConnector().setProperty("encodedSolidusHandling", "passthrough");
    Context context = tomcat.addContext("", base.toString());
    Tomcat.addServlet(context, "frost", new Front(settings));
    context.addServletMappingDecoded("/v1.1/*", "frost");
    tomcat.start();
    System.out.println("ready");
    tomcat.getServer().await();
  }

  /** Hands a request to the service and its answer back. */
  private static final class Front extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient CoreSettings settings;

    Front(CoreSettings settings) {
      this.settings = settings;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String path = request.getPathInfo() == null ? "/" : request.getPathInfo();
      ServiceResponseDefault answer = new ServiceResponseDefault();
      try (Service service = new Service(settings)) {
        String type =
            service.getRequestType(
                HttpMethod.fromString(request.getMethod()),
                Version.V_1_1,
                path,
                request.getContentType());
        ServiceRequest asked =
            new ServiceRequestBuilder(settings, Version.V_1_1)
                .withRequestType(type)
                .withUrlPath(path)
                .withUrlQuery(
                    request.getQueryString() == null
                        ? null
                        : java.net.URLDecoder.decode(
                            request.getQueryString(), StandardCharsets.UTF_8))
                .withContent(request.getInputStream())
                .withContentType(request.getContentType())
                .build();
        ServiceRequest.LOCAL_REQUEST.set(asked);
        service.execute(asked, answer);
      } finally {
        ServiceRequest.LOCAL_REQUEST.remove();
      }
      write(answer, response);
    }

    private static void write(ServiceResponseDefault answer, HttpServletResponse response)
        throws IOException {
      for (Map.Entry<String, String> header : answer.getHeaders().entrySet()) {
        response.setHeader(header.getKey(), header.getValue());
      }
      response.setStatus(answer.getCode());
      String body =
          answer.isSuccessful() ? answer.getWriter().toString() : String.valueOf(answer.getMessage());
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      response.setContentType(
          answer.getContentType() == null ? "application/json" : answer.getContentType());
      response.setContentLength(bytes.length);
      response.getOutputStream().write(bytes);
    }
  }
}
