package io.tidewatch.suite;

import io.tidewatch.suite.service.ServiceFleet;
import io.tidewatch.suite.service.ServiceInstance;
import java.util.HashSet;
import java.util.Set;

/** Says once of every service process that it has ended by itself. */
final class ServiceWatch {

    private final ServiceFleet services;
    private final Progress progress;
    private final Set<String> said = new HashSet<>();

    ServiceWatch(ServiceFleet services, Progress progress) {
        this.services = services;
        this.progress = progress;
    }

    void look() {
        for (String service : SuiteSettings.SERVICES) {
            for (ServiceInstance instance : services.instances(service)) {
                if (!instance.process().isAlive() && said.add(instance.id())) {
                    progress.say(service + " has ended unexpectedly; its log is "
                            + instance.process().log() + ". To start it again: make restart SERVICE=" + service);
                }
            }
        }
    }
}
