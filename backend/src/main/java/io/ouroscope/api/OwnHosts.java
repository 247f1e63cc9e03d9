package io.ouroscope.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Under which names an address that we listen on is reached: itself, and for "all addresses" those of every interface.
/// Only addresses and what the user typed, no names that a resolver gives: a page of another site can have its name
/// resolve to our address, but its requests then still carry that name.
final class OwnHosts {
    private OwnHosts() {}

    /// As they stand in a Host header, the one to be shown first.
    static List<String> of(String host) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(host);
        Set<String> hosts = new LinkedHashSet<>();
        if (address.isAnyLocalAddress()) {
            interfaces().stream().filter(each -> !each.isLoopbackAddress()).forEach(each -> hosts.add(text(each)));
            hosts.add("localhost");
        } else {
            hosts.add(host.contains(":") ? text(address) : host);
            hosts.add(text(address));
        }
        return List.copyOf(hosts);
    }

    /// Addresses of version 4 first, which people can read.
    private static List<InetAddress> interfaces() {
        var addresses = new ArrayList<InetAddress>();
        try {
            NetworkInterface.networkInterfaces()
                    .forEach(each -> each.inetAddresses().forEach(addresses::add));
        } catch (SocketException unknown) {
            return List.of();
        }
        addresses.sort((a, b) -> Boolean.compare(a instanceof Inet6Address, b instanceof Inet6Address));
        return addresses;
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress().replaceAll("%.*", "");
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }
}
