package academy.exchange;

/** What a message says: one of four requests or one of four responses. */
public sealed interface Body permits Request, Response {}
