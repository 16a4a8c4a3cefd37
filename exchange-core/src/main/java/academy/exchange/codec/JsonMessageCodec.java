package academy.exchange.codec;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import academy.exchange.Arguments;
import academy.exchange.ErrorCode;
import academy.exchange.Header;
import academy.exchange.MalformedMessageException;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.MessageTooLargeException;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;

/**
 * Writes and reads messages as Python peers do: JSON in UTF-8, in which arguments, results and failures are texts that
 * hold JSON themselves.
 *
 * <p><b>What is written</b> is byte for byte what a Python peer would write for the same message. What was read is
 * written again as it came, inner texts included.
 *
 * <p><b>What is read</b> may deviate where peers are known to be lenient: other spellings of uuids, fields left out that
 * have a default, arguments and results that are plain JSON. Nothing read decides which Java type is made: conversion
 * goes to the type the caller names.
 *
 * <p><b>Pickles</b> are read if they hold plain data in pickle protocol 4 or 5: numbers, strings, bytes, None, booleans,
 * lists, tuples, dicts and sets. They become what the same JSON becomes: tuples and sets are arrays, and keys of dicts
 * are the texts that Python's JSON makes of them. Bytes become {@code byte[]}, or Base64 where a string is asked for. No
 * class is ever made because a pickle names it; whatever holds more is refused, and so is every pickled exception.
 * Nothing is ever written as a pickle. Reading one allocates at most 320 bytes for each of its characters, and 64 KiB.
 *
 * <p><b>Ids and handles</b> as values look as ids do in a message's header, whatever the application's mapper makes of
 * records: an object of uid, name and role. A handle is written as the id of its agent.
 *
 * <p><b>Limits</b> hold for a message and for the texts inside it, whatever the application's mapper allows: the size,
 * the depth, the length of a string, and 4300 digits for a number, as in Python. Of a pickle, what comes out of it may
 * have as many values, characters and bytes as a message may have bytes, counting anew what is referred to again.
 *
 * <p>Immutable and safe for use by any thread; nothing blocks.
 */
public final class JsonMessageCodec implements MessageCodec {

    private final WireJson json;
    private final EnvelopeWriter writer;
    private final PayloadWriter payloadWriter;
    private final PayloadReader payloadReader;
    private final Failures failures;
    private final JsonMapper values;

    private JsonMessageCodec(Limits limits, boolean readPickles, JsonMapper mapper) {
        json = new WireJson(limits);
        writer = new EnvelopeWriter(json);
        values = mapper.rebuild().addModule(IdentityValues.module()).build();
        payloadWriter = new PayloadWriter(json, values);
        payloadReader = new PayloadReader(json, new Pickles(limits, readPickles), values);
        failures = new Failures(json);
    }

    /** A codec with the default limits and Jackson's default mapper. */
    public static JsonMessageCodec create() {
        return builder().build();
    }

    /** Builds a codec step by step. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if an attribute of the header has the name of one of the protocol's fields
     */
    @Override
    public byte[] encode(Message message) {
        byte[] content = writer.write(message);
        long limit = json.limits().messageSize();
        if (content.length > limit) {
            throw new MessageTooLargeException(content.length, limit);
        }
        return content;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if an attribute has the name of one of the protocol's fields
     */
    @Override
    public byte[] encodeHeader(Header header) {
        return writer.write(header);
    }

    @Override
    public byte[] encodeHeader(Message message, byte[] encoded) {
        return EnvelopeWriter.headerIn(encoded);
    }

    @Override
    public Message decode(byte[] content) {
        Message usual = UsualReader.read(json.limits(), content);
        return usual == null ? decodeAnything(content) : usual;
    }

    private Message decodeAnything(byte[] content) {
        EnvelopeReader reader = new EnvelopeReader(json);
        try {
            return reader.read(content);
        } catch (UnreadableException e) {
            throw malformed(e, reader.header());
        }
    }

    @Override
    public Header decodeHeader(byte[] content) {
        try {
            return new EnvelopeReader(json).readHeader(content);
        } catch (UnreadableException e) {
            throw malformed(e, null);
        }
    }

    @Override
    public Request.Action encodeAction(String action, List<?> positional, Map<String, ?> named) {
        return payloadWriter.action(action, positional, named);
    }

    @Override
    public Arguments decodeArguments(Request.Action request) {
        return payloadReader.arguments(request);
    }

    @Override
    public Response.Result encodeResult(@Nullable Object value) {
        return payloadWriter.result(value);
    }

    @Override
    public @Nullable Object decodeResult(Response.Result response, Type type) {
        return payloadReader.result(response, type);
    }

    @Override
    public Response.ActionError encodeFailure(RemoteFailure failure) {
        return failures.encode(failure);
    }

    @Override
    public RemoteFailure decodeFailure(Response.ActionError response) {
        return failures.decode(response);
    }

    /**
     * {@inheritDoc}
     *
     * <p>It is the mapper that tells. Types that contain themselves are described once.
     */
    @Override
    public Map<String, Object> schema(Type type) {
        return SchemaWriter.write(values, type);
    }

    private MalformedMessageException malformed(UnreadableException failure, @Nullable Header header) {
        Response error = header == null || header.isCompatible()
                ? failures.encode(RemoteFailure.of("MalformedMessage", failure.reason()))
                : incompatible(header);
        return new MalformedMessageException(failure.reason(), header, error, failure);
    }

    /** Names the mailbox that was asked, whichever way the message went. */
    private static Response incompatible(Header header) {
        boolean request = header.kind() == Header.Kind.REQUEST;
        return new Response.ProtocolError(ErrorCode.INCOMPATIBLE_PROTOCOL, request ? header.dest() : header.src());
    }

    /** Collects the settings of a codec. Not for use by several threads. */
    public static final class Builder {

        private JsonMapper mapper = JsonMapper.builder().build();
        private long maxMessageSize = Limits.DEFAULT_MESSAGE_SIZE;
        private int maxDepth = Limits.DEFAULT_DEPTH;
        private @Nullable Integer maxStringLength;
        private boolean readPickles = true;

        private Builder() {}

        /**
         * How values of the application become JSON and back; Jackson's default mapper unless set. It is never used for
         * the messages themselves, and its limits and its settings for numbers that are not finite are not consulted. A
         * mapper with default typing would let peers choose classes: do not give one.
         */
        public Builder mapper(JsonMapper values) {
            this.mapper = values;
            return this;
        }

        /** How many bytes a message may have, written or read; at least 1, by default 1048576 (1 MiB). */
        public Builder maxMessageSize(long bytes) {
            this.maxMessageSize = bytes;
            return this;
        }

        /** How many arrays and objects may lie inside each other, written or read; 1 to 1000, by default 100. */
        public Builder maxDepth(int levels) {
            this.maxDepth = levels;
            return this;
        }

        /**
         * How many characters a string that is read may have; at least 1, by default as many as a message may have
         * bytes. All positional arguments of a request together are one such string, and so is every result.
         */
        public Builder maxStringLength(int characters) {
            this.maxStringLength = characters;
            return this;
        }

        /**
         * Whether arguments and results that are Python pickles of plain data are read, as Python peers send them unless
         * told otherwise; true by default. If not, they are refused with a reason, and only requests whose arguments are
         * the empty tuple and the empty dict are understood all the same.
         */
        public Builder readPickles(boolean read) {
            this.readPickles = read;
            return this;
        }

        /**
         * The codec.
         *
         * @throws IllegalArgumentException if a limit is out of its range
         */
        public JsonMessageCodec build() {
            int stringLength =
                    maxStringLength == null ? (int) Math.min(maxMessageSize, Integer.MAX_VALUE) : maxStringLength;
            return new JsonMessageCodec(new Limits(maxMessageSize, maxDepth, stringLength), readPickles, mapper);
        }
    }
}
