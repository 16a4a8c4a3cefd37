package academy.exchange.autoconfigure;

import java.util.List;
import java.util.Optional;

/**
 * What a server says of itself and does.
 *
 * @param versions none if it does not tell, several where the servers of a cluster differ
 * @param evictionPolicies none if the login may not know, several where the servers of a cluster differ
 * @param unknownCommands what the server does not know
 * @param missingCommands what the login may not do
 * @param partOfCluster whether it is a server of a cluster although it was looked for as one that is alone
 * @param refusedKey what it said if the login may not use the exchange's keys
 * @param refusedWrite what it said if it does not take a change, whoever asks
 */
record ServerFacts(
        List<String> versions,
        List<String> evictionPolicies,
        List<String> unknownCommands,
        List<String> missingCommands,
        boolean partOfCluster,
        Optional<String> refusedKey,
        Optional<String> refusedWrite) {}
