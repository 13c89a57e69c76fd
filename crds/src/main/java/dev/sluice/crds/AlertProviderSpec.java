package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where alerts go, and as whom. */
@ApiObject
@ValidationRule(
    value = "has(self.address) != has(self.secretRef)",
    message = "write either address, or secretRef to a Secret that has the key 'address'")
public record AlertProviderSpec(
    @JsonPropertyDescription("The kind of chat. This release sends to slack.")
        @Values({"slack", "msteams", "discord", "rocket", "gchat"})
        @Required
        String type,
    @JsonPropertyDescription("Channel that is written to. Default: general.")
        @Nullable String channel,
    @JsonPropertyDescription("Name that the messages appear under. Default: flagger.")
        @Nullable String username,
    @JsonPropertyDescription(
            "URL of the incoming webhook; with a bot token in the Secret, of the chat's API. Use"
                + " secretRef instead where the URL is a secret.")
        @Nullable String address,
    @JsonPropertyDescription("URL of an HTTP or HTTPS proxy for the chat. Default: none.")
        @Nullable String proxy,
    @JsonPropertyDescription(
            "A Secret in this namespace with the keys 'address' (the URL) and, for Slack's API,"
                + " 'token' (the bot's token).")
        @Nullable SecretRef secretRef) {}
