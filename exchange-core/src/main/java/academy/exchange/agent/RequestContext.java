package academy.exchange.agent;

import academy.exchange.Header;

/**
 * What an action learns of its request.
 *
 * @param header the header of the request
 */
record RequestContext(Header header) implements ActionContext {}
