# Ouroscope in a container: `docker build -t ouroscope .`
#
# Looking at snapshots needs nothing special; the server listens on loopback only, so it shares the host's network:
#   docker run --rm --network host -v "$PWD/snapshots:/data" ouroscope
#
# Capturing the host's processes also needs its process ids and the right to trace them:
#   docker run --rm --network host --pid host --cap-add SYS_PTRACE --security-opt apparmor=unconfined \
#       -v "$PWD/snapshots:/data" ouroscope
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY pom.xml ./
COPY tools/nullness-check/pom.xml tools/nullness-check/
COPY frontend frontend
COPY backend backend
RUN mvn -B -q -ntp -pl frontend,backend -Dmaven.test.skip=true package

FROM eclipse-temurin:25-jre
COPY --from=build /src/backend/target/ouroscope.jar /opt/ouroscope/ouroscope.jar
COPY snapshots /opt/ouroscope/snapshots
COPY LICENSE /opt/ouroscope/
VOLUME /data
ENTRYPOINT ["java", "-Douroscope.home=/opt/ouroscope", "-jar", "/opt/ouroscope/ouroscope.jar"]
CMD ["serve", "--store", "/data"]
