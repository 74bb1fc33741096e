// Publishes one event to Dossier's inbox with Kafka's own client:
//   java -cp 'jars/*' Publish.java 127.0.0.1:9092 inbox customer/C-1042 event.json
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

public class Publish {
  public static void main(String[] args) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", args[0]);
    settings.put("acks", "all");
    settings.put("enable.idempotence", "true");
    byte[] event = Files.readAllBytes(Path.of(args[3]));
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      var record = new ProducerRecord<>(args[1], args[2], event);
      record.headers().add("content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8));
      System.out.println(producer.send(record).get());
    }
  }
}
