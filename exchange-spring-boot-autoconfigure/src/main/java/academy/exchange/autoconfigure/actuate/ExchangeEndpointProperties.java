package academy.exchange.autoconfigure.actuate;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the endpoint of the exchange shows.
 *
 * @param showPayloads When to show what messages carry, beside their headers
 * @param roles Roles of those who are shown what messages carry, if that depends on who asks. None for everybody who has
 *     logged in
 */
@ConfigurationProperties("management.endpoint.exchange")
record ExchangeEndpointProperties(@DefaultValue("never") Show showPayloads, @DefaultValue Set<String> roles) {}
