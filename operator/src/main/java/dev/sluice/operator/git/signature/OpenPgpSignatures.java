package dev.sluice.operator.git.signature;

import static java.util.stream.Collectors.joining;

import dev.sluice.operator.kube.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPRuntimeOperationException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureException;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.api.OpenPGPApi;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPDetachedSignatureProcessor;
import org.bouncycastle.openpgp.api.OpenPGPSignature;
import org.bouncycastle.openpgp.api.OpenPGPSignature.OpenPGPDocumentSignature;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Signatures by OpenPGP (RFC 4880, RFC 9580). Weak algorithms, such as SHA-1, are refused, and so
 * is a key that was revoked or has expired by now, because who has stolen it can sign with any
 * date.
 */
record OpenPgpSignatures(List<OpenPGPCertificate> trusted, InstantSource clock) {
  private static final OpenPGPApi OPEN_PGP = new BcOpenPGPApi();

  OpenPgpSignatures {
    trusted = List.copyOf(trusted);
  }

  /**
   * Reads certificates in ASCII armour, several of them in one text or not.
   *
   * @throws ProblemException {@code KeysUnreadable}
   */
  static List<OpenPGPCertificate> certificates(String text, String secret, String key) {
    if (text.contains("PRIVATE KEY BLOCK")) {
      throw new ProblemException(
          "KeysUnreadable",
          "secret %s: the key '%s' holds a private key; put the public one there (gpg --armor --export)"
              .formatted(secret, key));
    }
    try {
      return OPEN_PGP.readKeyOrCertificate().parseCertificates(text);
    } catch (IOException | RuntimeException e) {
      throw new ProblemException(
          "KeysUnreadable",
          "secret %s: the key '%s' is no OpenPGP public key that can be read (gpg --armor --export writes one)"
              .formatted(secret, key),
          e);
    }
  }

  void verify(String sha, byte[] signed, byte[] armoured) {
    List<PGPException> objections = new ArrayList<>();
    OpenPGPDetachedSignatureProcessor processor =
        OPEN_PGP.verifyDetachedSignature().setExceptionCallback(objections::add);
    trusted.forEach(processor::addVerificationCertificate);
    List<OpenPGPDocumentSignature> found;
    try {
      List<KeyIdentifier> issuers = issuers(armoured);
      if (issuers.stream().noneMatch(this::isTrusted)) {
        throw new ProblemException(
            "SignatureUntrusted",
            "commit %s is signed with the OpenPGP key %s, which is none of spec.verify; add its public key to the Secret if it is trusted"
                .formatted(
                    TrustedKeys.shortName(sha),
                    issuers.stream().map(OpenPgpSignatures::name).collect(joining(", "))));
      }
      found =
          processor
              .addSignatures(new ByteArrayInputStream(armoured))
              .process(new ByteArrayInputStream(signed));
    } catch (IOException | PGPRuntimeOperationException e) {
      throw invalid(sha, "cannot be read", e);
    }
    for (OpenPGPDocumentSignature signature : found) {
      if (isGood(signature, objections)) {
        return;
      }
    }
    throw refusal(sha, found, objections);
  }

  private boolean isTrusted(KeyIdentifier issuer) {
    return trusted.stream().anyMatch(certificate -> certificate.getKey(issuer) != null);
  }

  private boolean isGood(OpenPGPDocumentSignature signature, List<PGPException> objections) {
    try {
      return signature.isTestedCorrect()
          && signature.isValid()
          && signature.isValidAt(Date.from(clock.instant()));
    } catch (PGPSignatureException e) {
      objections.add(e);
      return false;
    }
  }

  private static ProblemException refusal(
      String sha, List<OpenPGPDocumentSignature> found, List<PGPException> objections) {
    for (OpenPGPDocumentSignature signature : found) {
      if (signature.isTestedCorrect()) {
        return new ProblemException(
            "SignatureUntrusted",
            "commit %s is signed with the OpenPGP key %s, which was revoked, has expired or is too weak%s"
                .formatted(
                    TrustedKeys.shortName(sha),
                    name(signature.getKeyIdentifier()),
                    because(objections)));
      }
    }
    return invalid(
        sha,
        "does not fit what it signs" + because(objections),
        objections.isEmpty() ? null : objections.getFirst());
  }

  private static String because(List<PGPException> objections) {
    return objections.stream()
        .map(PGPException::getMessage)
        .filter(message -> message != null && !message.isBlank())
        .findFirst()
        .map(message -> " (" + message.lines().findFirst().orElse(message) + ")")
        .orElse("");
  }

  /** Who says to have signed. */
  private static List<KeyIdentifier> issuers(byte[] armoured) throws IOException {
    List<KeyIdentifier> issuers = new ArrayList<>();
    InputStream decoded = PGPUtil.getDecoderStream(new ByteArrayInputStream(armoured));
    for (Object part : new BcPGPObjectFactory(decoded)) {
      if (part instanceof PGPSignatureList signatures) {
        for (PGPSignature signature : signatures) {
          issuers.add(OpenPGPSignature.getMostExpressiveIdentifier(signature.getKeyIdentifiers()));
        }
      }
    }
    return issuers;
  }

  private static String name(KeyIdentifier key) {
    byte[] fingerprint = key.getFingerprint();
    return fingerprint == null
        ? HexFormat.of().withUpperCase().toHexDigits(key.getKeyId())
        : HexFormat.of().formatHex(fingerprint).toUpperCase(Locale.ROOT);
  }

  private static ProblemException invalid(String sha, String how, @Nullable Exception cause) {
    return new ProblemException(
        "SignatureInvalid",
        "the OpenPGP signature of commit %s %s".formatted(TrustedKeys.shortName(sha), how),
        cause);
  }
}
