package dev.sluice.operator.boot;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/** Sets up what is logged, and how it looks. */
public final class Logging {
  /** The MDC key that names the Canary a line is about, as {@code name.namespace}. */
  public static final String CANARY = "canary";

  private Logging() {}

  /** One line a message for people, or one JSON object a message for machines. */
  public enum Format {
    PLAIN,
    JSON
  }

  /**
   * Logs to standard error from now on.
   *
   * @param level the least level of Sluice's own lines; libraries log warnings and errors, or
   *     everything at {@code TRACE}
   */
  public static void setUp(Level level, Format format) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Encoder<ILoggingEvent> encoder = format == Format.JSON ? json() : plain();
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(level.isGreaterOrEqual(Level.DEBUG) ? Level.WARN : level);
    context.getLogger("dev.sluice").setLevel(level);
    // Warns of every kind whose version is a beta.
    context
        .getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
        .setLevel(Level.ERROR);
  }

  private static Encoder<ILoggingEvent> plain() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %X{canary:--} %msg%n%rEx{short}");
    return encoder;
  }

  private static Encoder<ILoggingEvent> json() {
    LogstashEncoder encoder = new LogstashEncoder();
    LogstashFieldNames names = new LogstashFieldNames();
    names.setTimestamp("ts");
    names.setMessage("msg");
    names.setLogger("logger");
    names.setVersion("[ignore]");
    names.setLevelValue("[ignore]");
    names.setThread("[ignore]");
    encoder.setFieldNames(names);
    return encoder;
  }
}
